"""What tables have in common. A table is `class UserTable(Identified, Timestamped, table=True)`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, func
from sqlmodel import Field, SQLModel

from impl.storage.postgres.identifiers import uuid7


class Identified(SQLModel):
    """A primary key that sorts by age and is known before the row is written."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)


class Timestamped(SQLModel):
    """When the row was made and last changed, by the database's clock."""

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
    """Rows are hidden instead of removed; what was unique stays taken."""

    deleted_at: datetime | None = Field(
        default=None,
        sa_type=DateTime(timezone=True),
    )


class Entity(Identified, Timestamped, SoftDeletable):
    """All three: what a table needs for `impl.storage.postgres.repository`."""
