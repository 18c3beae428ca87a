"""What can be wrong with a request about sessions."""


class InvalidRefreshToken(Exception):
    """Not ours, expired, of a session that is over, or used before."""


class SessionNotFound(Exception):
    """The account has no such session, or it has ended."""
