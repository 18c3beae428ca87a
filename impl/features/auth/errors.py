"""Errors of logging in; `impl.errors` says which problem each becomes."""


class InvalidCredentials(Exception):
    """The address is unknown, the password wrong or the account disabled; which stays secret."""
