"""PostgreSQL and Redis."""

from impl.storage.sessions import Database, ReadSession, WriteSession

__all__ = ["Database", "ReadSession", "WriteSession"]
