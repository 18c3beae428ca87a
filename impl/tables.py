"""Every feature's tables, so that Alembic sees them all in `metadata`."""

from sqlmodel import SQLModel

from impl.features.sessions import tables as sessions
from impl.features.users import tables as users

__all__ = ["metadata", "sessions", "users"]

metadata = SQLModel.metadata
