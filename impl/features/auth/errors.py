"""Errors of logging in; `impl.errors` says which problem each becomes."""


class InvalidCredentials(Exception):
    """There is no active account with this e-mail address and password; which one is secret."""
