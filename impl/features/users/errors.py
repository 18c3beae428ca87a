"""What can be wrong with a request about users, whoever asks."""


class UserNotFound(Exception):
    """No such user, or no longer."""


class EmailTaken(Exception):
    """Another account, perhaps a deleted one, has this e-mail address."""
