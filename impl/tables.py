"""Every feature's tables, so that Alembic sees them all in `metadata`."""

from sqlmodel import SQLModel

from impl.features.auth import tables as auth
from impl.features.users import tables as users

__all__ = ["auth", "metadata", "users"]

metadata = SQLModel.metadata
