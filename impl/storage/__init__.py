"""PostgreSQL and Redis."""

from impl.storage.postgres.sessions import Database, ReadSession, UnitOfWork, WriteSession

__all__ = ["Database", "ReadSession", "UnitOfWork", "WriteSession"]
