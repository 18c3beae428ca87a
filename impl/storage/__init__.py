"""PostgreSQL and Redis."""

from impl.storage.sessions import Database, ReadSession, UnitOfWork, WriteSession

__all__ = ["Database", "ReadSession", "UnitOfWork", "WriteSession"]
