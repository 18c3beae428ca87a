"""The table of users."""

from typing import Final, Literal, TypeAlias

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, func
from sqlmodel import Field, col

from impl.storage.postgres.mixins import Entity

EMAIL_INDEX: Final = "users_email_key"

Role: TypeAlias = Literal["user", "admin"]
Status: TypeAlias = Literal["active", "disabled"]


class UserTable(Entity, table=True):
    """E-mail addresses are stored as given and unique without regard to case, deleted or not.

    A user without a `password_hash` cannot log in.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'admin')", name="users_role_check"),
        CheckConstraint("status IN ('active', 'disabled')", name="users_status_check"),
    )

    email: str = Field(max_length=254)
    full_name: str = Field(max_length=100)
    role: Role = Field("user", sa_type=String(20), sa_column_kwargs={"server_default": "user"})
    status: Status = Field(
        "active", sa_type=String(20), sa_column_kwargs={"server_default": "active"}
    )
    password_hash: str | None = Field(default=None, max_length=100)
    version: int = Field(default=None, sa_column=Column("xmin", Integer, system=True))
    """Another one after each change, whoever makes it: PostgreSQL's own column."""


Index(EMAIL_INDEX, func.lower(col(UserTable.email)), unique=True)

Index(
    "users_status",
    col(UserTable.status),
    col(UserTable.id),
    postgresql_where=col(UserTable.deleted_at).is_(None),
)
"""Lists of a status that few users have: without it, all others would be passed over."""
