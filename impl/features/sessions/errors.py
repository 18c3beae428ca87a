"""Errors of the rules about sessions; `impl.errors` says which problem each becomes."""


class InvalidRefreshToken(Exception):
    """The token is not ours, has expired, was used before, or its session has ended."""


class SessionNotFound(Exception):
    """The account has no such session, or the session has ended."""
