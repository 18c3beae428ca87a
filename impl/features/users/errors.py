"""What can be wrong with a request about users, whoever asks."""


class UserNotFound(Exception):
    """No such user, or no longer."""


class EmailTaken(Exception):
    """Another account, perhaps a deleted one, has this e-mail address."""


class CommonPassword(Exception):
    """The password is one of those that are tried first."""


class WrongPassword(Exception):
    """The password is not the account's."""


class InvalidCredentials(Exception):
    """There is no active account with this e-mail address and password; which of it is secret."""
