"""The SQL of deliveries, for those who look at them; `sending` has that of the worker."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, func, insert, null, select, update
from sqlmodel import col
from structlog.contextvars import get_contextvars
from uuid_utils.compat import uuid7

from impl.features.webhooks.tables import DeliveryStatus, WebhookDeliveryTable
from impl.observability.trace_context import traceparent
from impl.storage import UnitOfWork
from impl.storage.postgres.prepared import Query


class Delivery(NamedTuple):
    id: UUID
    event: str
    status: DeliveryStatus
    attempts: int
    last_status: int | None
    last_error: str | None
    created_at: datetime
    finished_at: datetime | None
    next_attempt_at: datetime | None
    """None once it is finished."""


_id: Final = col(WebhookDeliveryTable.id)
_webhook: Final = col(WebhookDeliveryTable.webhook_id)
_status: Final = col(WebhookDeliveryTable.status)
_next_at: Final = col(WebhookDeliveryTable.next_at)
_columns: Final[list[Any]] = [
    *(col(getattr(WebhookDeliveryTable, name)) for name in Delivery._fields[:-1]),
    case((_status == "pending", _next_at), else_=null()).label("next_attempt_at"),
]


class DeliveryRepository:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def page(
        self, webhook: UUID, *, limit: int, status: DeliveryStatus | None, after: UUID | None
    ) -> list[Delivery]:
        """Return at most `limit` deliveries of a webhook, the newest first, older than `after`."""
        query = _PAGES[status is not None, after is not None]
        given = {"webhook": webhook, "limit": limit, "status": status, "after": after}
        return await self._unit_of_work.read.all(
            query, **{name: value for name, value in given.items() if value is not None}
        )

    async def add(self, webhooks: Sequence[UUID], event: str, body: str) -> None:
        """Have the message sent to these webhooks, once this transaction is committed."""
        shared = {
            "event": event,
            "body": body,
            "request_id": get_contextvars().get("request_id"),
            "traceparent": traceparent(),
        }
        rows = [{"id": uuid7(), "webhook_id": webhook, **shared} for webhook in webhooks]
        await self._unit_of_work.write.execute(insert(WebhookDeliveryTable).values(rows))

    async def again(self, id: UUID, webhook: UUID) -> Delivery | None:
        """Have a message sent anew; return None if the webhook has no such delivery."""
        statement = (
            update(WebhookDeliveryTable)
            .where(_id == id, _webhook == webhook)
            .values(status="pending", attempts=0, next_at=func.now(), finished_at=None)
            .returning(*_columns)
        )
        row = (await self._unit_of_work.write.execute(statement)).one_or_none()
        return None if row is None else Delivery._make(row)


def _page(*, by_status: bool, is_next: bool) -> Query[Delivery]:
    statement = select(*_columns).where(_webhook == bindparam("webhook", type_=Uuid()))
    if by_status:
        statement = statement.where(_status == bindparam("status"))
    if is_next:
        statement = statement.where(_id < bindparam("after", type_=Uuid()))
    return Query(statement.order_by(_id.desc()).limit(bindparam("limit")), Delivery._make)


_PAGES: Final = {
    (by_status, is_next): _page(by_status=by_status, is_next=is_next)
    for by_status in (False, True)
    for is_next in (False, True)
}
