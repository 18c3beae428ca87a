"""Errors of the probes; `impl.errors` says which problem each becomes."""


class NotReady(Exception):
    """PostgreSQL cannot be reached, or its schema is older than this code; the message says so."""
