"""The tables of webhooks and of what is sent to them."""

from datetime import datetime
from typing import Final, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, ForeignKey, Index, String, Text
from sqlalchemy import func as sql
from sqlmodel import Field, SQLModel, col

from impl.storage.postgres.mixins import Identified, Timestamped

Status: TypeAlias = Literal["active", "paused"]
Cause: TypeAlias = Literal["gone", "failing"]
DeliveryStatus: TypeAlias = Literal["pending", "delivered", "failed"]

ERROR_LENGTH: Final = 200
_INSTANT: Final = DateTime(timezone=True)


class WebhookTable(Identified, Timestamped, table=True):
    """An endpoint, and what has become of it.

    No secret is stored: it follows from the service's own and from `secret_version`.
    """

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'paused')", name="webhooks_status_check"),
    )

    url: str = Field(max_length=2000)
    events: list[str] = Field(sa_column=Column(ARRAY(String(100)), nullable=False))
    status: Status = Field(
        "active", sa_type=String(20), sa_column_kwargs={"server_default": "active"}
    )
    paused_because: Cause | None = Field(default=None, sa_type=String(20))
    failing_since: datetime | None = Field(default=None, sa_type=_INSTANT)
    """When the first attempt failed since the last one that succeeded."""
    secret_version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    previous_secret_until: datetime | None = Field(default=None, sa_type=_INSTANT)


class WebhookDeliveryTable(SQLModel, table=True):
    """One message to one webhook; its id is the `webhook-id`.

    `next_at` is also the claim: whoever sends it puts it off first, so that nobody else does, and
    somebody does if the sender dies.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint(
            "status IN ('pending', 'delivered', 'failed')", name="webhook_deliveries_status_check"
        ),
        Index("webhook_deliveries_of_webhook", "webhook_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    webhook_id: UUID = Field(
        sa_column=Column(
            ForeignKey(
                "webhooks.id", name="webhook_deliveries_webhook_id_fkey", ondelete="CASCADE"
            ),
            nullable=False,
        )
    )
    event: str = Field(
        max_length=100,
        sa_column_kwargs={"info": {"differs": "A new kind of message needs no migration."}},
    )
    body: str = Field(sa_type=Text)
    """As it is signed and sent, to the byte."""
    request_id: str | None = Field(default=None, sa_type=Text)
    traceparent: str | None = Field(default=None, sa_type=Text)
    status: DeliveryStatus = Field(
        "pending", sa_type=String(20), sa_column_kwargs={"server_default": "pending"}
    )
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    next_at: datetime = Field(
        default=None,
        sa_type=_INSTANT,
        sa_column_kwargs={"server_default": sql.now(), "nullable": False},
    )
    last_status: int | None = None
    last_error: str | None = Field(default=None, max_length=ERROR_LENGTH)
    created_at: datetime = Field(
        default=None,
        sa_type=_INSTANT,
        sa_column_kwargs={"server_default": sql.now(), "nullable": False},
        index=True,
    )
    finished_at: datetime | None = Field(default=None, sa_type=_INSTANT)


Index(
    "webhook_deliveries_pending",
    col(WebhookDeliveryTable.webhook_id),
    col(WebhookDeliveryTable.next_at),
    postgresql_where=col(WebhookDeliveryTable.status) == "pending",
)
