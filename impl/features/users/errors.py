"""Errors of the rules about users; `impl.errors` says which problem each becomes."""


class UserNotFound(Exception):
    """No user has this id, or the account was deleted."""


class EmailTaken(Exception):
    """Another account, perhaps a deleted one, has this e-mail address."""


class CommonPassword(Exception):
    """The password is on the list of `impl.security.common_passwords`, or known from a breach."""


class WrongPassword(Exception):
    """The password is not the account's."""
