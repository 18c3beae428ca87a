"""The table of sessions."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, func
from sqlmodel import Field

from impl.storage.postgres.mixins import Identified

USER_AGENT_LENGTH: Final = 200

_INSTANT: Final = DateTime(timezone=True)


class SessionTable(Identified, table=True):
    """One login and all its tokens.

    Only digests (SHA-256) of the ids of refresh tokens are stored: of the current one, and of the
    one that it replaced at `rotated_at`.
    """

    __tablename__ = "sessions"

    user_id: UUID = Field(foreign_key="users.id", index=True)
    scope: str = Field(max_length=500)
    user_agent: str | None = Field(default=None, max_length=USER_AGENT_LENGTH)
    refresh_digest: bytes = Field(sa_type=LargeBinary)
    previous_digest: bytes | None = Field(default=None, sa_type=LargeBinary)
    rotated_at: datetime = Field(
        default=None,
        sa_type=_INSTANT,
        sa_column_kwargs={"server_default": func.now(), "nullable": False},
    )
    created_at: datetime = Field(
        default=None,
        sa_type=_INSTANT,
        sa_column_kwargs={"server_default": func.now(), "nullable": False},
    )
    expires_at: datetime = Field(sa_type=_INSTANT)
    revoked_at: datetime | None = Field(default=None, sa_type=_INSTANT)
