"""The tables of events."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel, col

_INSTANT: Final = DateTime(timezone=True)


class OutboxTable(SQLModel, table=True):
    """One row for each event, kept for a while after Redis and all consumers have had it.

    Ids of one key grow in the order of its changes, because a change locks its row before it
    publishes; ids of different keys may be committed out of order.
    """

    __tablename__ = "outbox"

    id: int = Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))
    key: str = Field(max_length=200)
    type: str = Field(max_length=100)
    version: int
    payload: dict[str, Any] = Field(sa_type=JSONB)
    request_id: str | None = Field(default=None, sa_type=Text)
    """Of the request that made the change, for the logs."""
    traceparent: str | None = Field(default=None, sa_type=Text)
    """The span that made the change (W3C Trace Context), if it was traced."""
    created_at: datetime = Field(
        default=None,
        sa_type=_INSTANT,
        sa_column_kwargs={"server_default": func.now(), "nullable": False},
    )
    relayed_at: datetime | None = Field(default=None, sa_type=_INSTANT, index=True)
    """When Redis had it; the stream may have been lost since."""


Index("outbox_pending", col(OutboxTable.id), postgresql_where=col(OutboxTable.relayed_at).is_(None))


class EventProgressTable(SQLModel, table=True):
    """One row for each event and consumer, until the consumer has done its work.

    Whoever deletes the row in the transaction of the effect has done it exactly once. A row with
    `dead_at` has failed for good, and holds back the later events of its key.
    """

    __tablename__ = "event_progress"
    __table_args__ = (Index("event_progress_key", "consumer", "key", "event_id"),)

    event_id: int = Field(
        sa_column=Column(
            BigInteger,
            ForeignKey("outbox.id", name="event_progress_event_id_fkey"),
            primary_key=True,
        )
    )
    consumer: str = Field(max_length=100, primary_key=True)
    key: str = Field(max_length=200)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    next_at: datetime = Field(
        default=None,
        sa_type=_INSTANT,
        sa_column_kwargs={"server_default": func.now(), "nullable": False},
    )
    dead_at: datetime | None = Field(default=None, sa_type=_INSTANT)
    error: str | None = Field(default=None, sa_type=Text)
    """Why the last attempt failed."""
