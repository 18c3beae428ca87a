"""The SQL of webhooks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    String,
    Uuid,
    any_,
    bindparam,
    case,
    delete,
    func,
    insert,
    null,
    select,
    update,
)
from sqlmodel import col

from impl.features.webhooks.tables import Cause, Status, WebhookTable
from impl.storage import UnitOfWork
from impl.storage.postgres.prepared import Query


class Webhook(NamedTuple):
    id: UUID
    url: str
    events: Sequence[str]
    status: Status
    paused_because: Cause | None
    failing_since: datetime | None
    secret_version: int
    created_at: datetime
    updated_at: datetime
    previous_secret_until: datetime | None
    """None once it is over."""


_id: Final = col(WebhookTable.id)
_until: Final = col(WebhookTable.previous_secret_until)
_columns: Final[list[Any]] = [
    *(col(getattr(WebhookTable, name)) for name in Webhook._fields[:-1]),
    case((_until > func.now(), _until), else_=null()).label("previous_secret_until"),
]
_webhooks: Final = select(*_columns)
_page: Final = _webhooks.order_by(_id.desc()).limit(bindparam("limit"))

_GET: Final = Query(_webhooks.where(_id == bindparam("id")), Webhook._make)
_FIRST_PAGE: Final = Query(_page, Webhook._make)
_NEXT_PAGE: Final = Query(_page.where(_id < bindparam("after", type_=Uuid())), Webhook._make)
_ADD: Final = Query(
    insert(WebhookTable).returning(*_columns), Webhook._make, sets=("url", "events")
)
_LISTENING: Final = Query(
    select(_id)
    .where(
        col(WebhookTable.status) == "active",
        bindparam("event", type_=String()) == any_(col(WebhookTable.events)),
    )
    .with_for_update(read=True, key_share=True),
    lambda row: UUID(str(row[0])),
)


class WebhookRepository:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def get(self, id: UUID) -> Webhook | None:
        return await self._unit_of_work.read.first(_GET, id=id)

    async def page(self, *, limit: int, after: UUID | None) -> list[Webhook]:
        """Return at most `limit` webhooks, the newest first, older than `after`."""
        if after is None:
            return await self._unit_of_work.read.all(_FIRST_PAGE, limit=limit)
        return await self._unit_of_work.read.all(_NEXT_PAGE, limit=limit, after=after)

    async def add(self, *, url: str, events: Sequence[str]) -> Webhook:
        added = await self._unit_of_work.write.first(_ADD, url=url, events=list(events))
        if added is None:
            raise RuntimeError("an INSERT returned no row")  # a rule or trigger swallowed it
        return added

    async def change(self, id: UUID, **values: Any) -> Webhook | None:
        """Change these columns; return the webhook, or None if there is none."""
        statement = update(WebhookTable).where(_id == id).values(**values).returning(*_columns)
        row = (await self._unit_of_work.write.execute(statement)).one_or_none()
        return None if row is None else Webhook._make(row)

    async def rotate(self, id: UUID, overlap: timedelta) -> Webhook | None:
        """Go on to the next secret; the one before holds for the time of `overlap`."""
        return await self.change(
            id,
            secret_version=col(WebhookTable.secret_version) + 1,
            previous_secret_until=func.now() + overlap,
        )

    async def delete(self, id: UUID) -> bool:
        """Delete a webhook and its deliveries; return False if there is none."""
        statement = delete(WebhookTable).where(_id == id)
        return (await self._unit_of_work.write.execute(statement)).rowcount == 1

    async def listening(self, event: str) -> list[UUID]:
        """Return the active webhooks that are told of the event, held until the commit."""
        return await self._unit_of_work.write.all(_LISTENING, event=event)
