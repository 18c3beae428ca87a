"""Why the service takes no traffic."""


class NotReady(Exception):
    """PostgreSQL is away, or its schema is older than this code; the message says which."""
