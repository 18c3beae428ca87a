"""The SQL of the worker: take a delivery, and note what became of it.

No transaction is open while the endpoint is called. Taking a delivery puts it off for `LEASE`, so
nobody else takes it meanwhile, and somebody does if this process is killed. What is noted counts
only for the attempt that was taken.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, all_, and_, bindparam, delete, func, select, update
from sqlmodel import SQLModel, col

from impl.features.webhooks.tables import Cause, WebhookDeliveryTable, WebhookTable
from impl.storage import Database, WriteSession
from impl.storage.postgres.prepared import Query

LEASE: Final = timedelta(seconds=60)
"""Longer than a call may take."""
BATCH: Final = 1000


class Claim(NamedTuple):
    id: UUID
    webhook_id: UUID
    event: str
    body: str
    attempts: int
    request_id: str | None
    traceparent: str | None
    url: str
    secret_version: int
    is_rotating: bool


class Outcome(NamedTuple):
    """`delay` is the time until the next attempt; None means that there is none."""

    is_delivered: bool
    status: int | None = None
    error: str | None = None
    delay: timedelta | None = None
    is_gone: bool = False


_delivery: Final = WebhookDeliveryTable
_id: Final = col(_delivery.id)
_webhook: Final = col(_delivery.webhook_id)
_is_due: Final = and_(col(_delivery.status) == "pending", col(_delivery.next_at) <= func.now())
_each: Final = SQLModel.metadata.tables["webhook_deliveries"].alias("each").c
_next_of_webhook: Final = (
    select(_each.id)
    .where(
        _each.webhook_id == col(WebhookTable.id),
        _each.status == "pending",
        _each.next_at <= func.now(),
    )
    .order_by(_each.next_at)
    .limit(1)
    .scalar_subquery()
)
"""One for each webhook, so that one that is slow, or has a long backlog, takes one place only."""
_busy: Final = bindparam("busy", type_=ARRAY(Uuid))
_due: Final = (
    select(_id)
    .where(
        _is_due,
        _id.in_(
            select(_next_of_webhook).where(
                col(WebhookTable.status) == "active", col(WebhookTable.id) != all_(_busy)
            )
        ),
    )
    .order_by(col(_delivery.next_at))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
"""Those that have waited longest come first, so that none waits for ever while others have more."""
_claimed: Final[list[Any]] = [
    *(_id, _webhook, col(_delivery.event), col(_delivery.body), col(_delivery.attempts)),
    *(col(_delivery.request_id), col(_delivery.traceparent)),
    *(col(WebhookTable.url), col(WebhookTable.secret_version)),
    func.coalesce(col(WebhookTable.previous_secret_until) > func.now(), False).label("is_rotating"),
]
_CLAIM: Final = Query(
    update(_delivery)
    .where(_id.in_(_due), col(WebhookTable.id) == _webhook)
    .values(next_at=func.now() + LEASE, attempts=col(_delivery.attempts) + 1)
    .returning(*_claimed),
    Claim._make,
)

_DUE: Final = Query(
    select(func.count().label("due"))
    .select_from(_delivery)
    .join(WebhookTable, col(WebhookTable.id) == _webhook)
    .where(_is_due, col(WebhookTable.status) == "active"),
    lambda row: int(row[0]),
)
_paused: Final[list[Any]] = [col(WebhookTable.paused_because), func.count().label("paused")]
_PAUSED: Final = Query(
    select(*_paused)
    .where(col(WebhookTable.paused_because).is_not(None))
    .group_by(col(WebhookTable.paused_because)),
    lambda row: (str(row[0]), int(row[1])),
)


async def count(database: Database) -> tuple[int, dict[str, int]]:
    """Return how many deliveries could be sent now, and how many webhooks are paused, and why."""
    session = database.read()
    return await session.first(_DUE) or 0, dict(await session.all(_PAUSED))


async def claim(database: Database, most: int, busy: Sequence[UUID]) -> list[Claim]:
    """Take what is due, at most one delivery for each webhook, and none for those that are busy."""
    session = database.write()
    try:
        claims = await session.all(_CLAIM, most=most, busy=list(busy))
        await session.commit()
        return claims
    finally:
        await session.close()


async def note(
    session: WriteSession, claim: Claim, outcome: Outcome, *, pause_after: timedelta
) -> Cause | None:
    """Note what became of an attempt; return why that pauses the webhook, if it does."""
    if not await _noted(session, claim, outcome):
        return None
    webhook = update(WebhookTable).where(col(WebhookTable.id) == claim.webhook_id)
    failing_since = col(WebhookTable.failing_since)
    if outcome.is_delivered:
        await session.execute(webhook.where(failing_since.is_not(None)).values(failing_since=None))
        return None
    await session.execute(webhook.where(failing_since.is_(None)).values(failing_since=func.now()))
    cause: Cause = "gone" if outcome.is_gone else "failing"
    pausing = webhook.where(col(WebhookTable.status) == "active")
    if not outcome.is_gone:
        pausing = pausing.where(failing_since < func.now() - pause_after)
    paused = await session.execute(pausing.values(status="paused", paused_because=cause))
    return cause if paused.rowcount else None


async def _noted(session: WriteSession, claim: Claim, outcome: Outcome) -> bool:
    values: dict[str, Any] = {"last_status": outcome.status, "last_error": outcome.error}
    if outcome.delay is None:
        values["status"] = "delivered" if outcome.is_delivered else "failed"
        values["finished_at"] = func.now()
    else:
        values["next_at"] = func.now() + outcome.delay
    result = await session.execute(
        update(_delivery)
        .where(
            _id == claim.id,
            col(_delivery.attempts) == claim.attempts,
            col(_delivery.status) == "pending",
        )
        .values(**values)
    )
    return result.rowcount == 1


async def forget_old_deliveries(database: Database, age: timedelta) -> bool:
    """Delete at most `BATCH` deliveries that are older; return whether there may be more."""
    old = (
        select(_id)
        .where(col(_delivery.created_at) < func.now() - age)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    session = database.write()
    try:
        result = await session.execute(delete(_delivery).where(_id.in_(old)))
        await session.commit()
        return result.rowcount == BATCH
    finally:
        await session.close()
