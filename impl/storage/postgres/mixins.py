"""Columns that tables share: `class UserTable(Entity, table=True)`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, func
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7


class Identified(SQLModel):
    """A UUID of version 7 as primary key: sorts by age, and is known before the row is written."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)


class Timestamped(SQLModel):
    """The times of a row's creation and last change, by the clock of the database."""

    created_at: datetime = Field(
        default=None,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": func.now(), "nullable": False},
    )
    updated_at: datetime = Field(
        default=None,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={
            "server_default": func.now(),
            "onupdate": func.now(),
            "nullable": False,
        },
    )


class SoftDeletable(SQLModel):
    """Deleted rows are hidden instead of removed, and their unique values stay taken."""

    deleted_at: datetime | None = Field(
        default=None,
        sa_type=DateTime(timezone=True),
    )


class Entity(Identified, Timestamped, SoftDeletable):
    """All three mixins: what `impl.storage.postgres.repository` needs of a table."""
