"""Errors of the probes; `impl.errors` says which problem each becomes."""


class NotReady(Exception):
    """PostgreSQL cannot be reached or does not fit, or the process ends; the message says which."""
