"""The SQL of consumers: the queue is the table of their progress.

The oldest event of each key is free to be taken by locking its row. The lock is the claim: it ends
with the transaction, and PostgreSQL ends that (`idle_in_transaction_session_timeout`) when the
worker is stopped or cut off, so a late effect has no transaction left.
"""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ARRAY,
    Select,
    String,
    and_,
    any_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlmodel import SQLModel, col

from impl.events.tables import EventProgressTable, OutboxTable
from impl.storage import ReadSession, WriteSession
from impl.storage.postgres.prepared import Query

MOST_ATTEMPTS: Final = 5
"""After so many failures an event is dead for the consumer."""


class Claim(NamedTuple):
    """An event that a consumer has taken, for as long as the transaction lasts."""

    event_id: int
    consumer: str
    attempts: int
    key: str
    type: str
    version: int
    payload: dict[str, Any]
    request_id: str | None
    traceparent: str | None


class DeadEvent(NamedTuple):
    event_id: int
    consumer: str
    key: str
    type: str
    attempts: int
    dead_at: datetime
    error: str | None


_id: Final = col(EventProgressTable.event_id)
_consumer: Final = col(EventProgressTable.consumer)
_dead_at: Final = col(EventProgressTable.dead_at)
_earlier: Final = SQLModel.metadata.tables["event_progress"].alias("earlier").c
_first_of_key: Final = (
    select(func.min(_earlier.event_id))
    .where(_earlier.consumer == _consumer, _earlier.key == col(EventProgressTable.key))
    .scalar_subquery()
)
"""A look into the index for each row; PostgreSQL would make NOT EXISTS a join of all with all."""
_joined: Final[Select[Any]] = select(EventProgressTable).join(
    OutboxTable, col(OutboxTable.id) == _id
)
_CLAIM: Final = Query(
    _joined.with_only_columns(
        *(_id, _consumer, col(EventProgressTable.attempts), col(OutboxTable.key)),
        *(col(OutboxTable.type), col(OutboxTable.version), col(OutboxTable.payload)),
        *(col(OutboxTable.request_id), col(OutboxTable.traceparent)),
    )
    .where(
        _consumer == any_(bindparam("consumers", type_=ARRAY(String))),
        _dead_at.is_(None),
        col(EventProgressTable.next_at) <= func.now(),
        _id == _first_of_key,
    )
    .order_by(_id)
    .limit(1)
    .with_for_update(skip_locked=True, of=EventProgressTable),
    Claim._make,
)
_DONE: Final = Query(
    delete(EventProgressTable)
    .where(_id == bindparam("event_id"), _consumer == bindparam("consumer"))
    .returning(_id),
    lambda row: int(row[0]),
)
_dead_columns: Final[list[Any]] = [
    *(_id, _consumer, col(OutboxTable.key), col(OutboxTable.type)),
    *(col(EventProgressTable.attempts), _dead_at, col(EventProgressTable.error)),
]
_DEAD: Final = Query(
    _joined.with_only_columns(*_dead_columns).where(_dead_at.is_not(None)).order_by(_id),
    DeadEvent._make,
)


class ClaimLost(Exception):
    """The row of progress is gone, so the effect must not be committed."""


async def claim(session: WriteSession, consumers: list[str]) -> Claim | None:
    """Take the oldest event that one of the consumers may have now."""
    return await session.first(_CLAIM, consumers=consumers)


async def finish(session: WriteSession, claim: Claim) -> None:
    """Note in the transaction of the effect that it is done.

    Raises:
        ClaimLost: it was done before.
    """
    done = await session.first(_DONE, event_id=claim.event_id, consumer=claim.consumer)
    if done is None:
        raise ClaimLost


async def postpone(
    session: WriteSession, claim: Claim, error: str, *, delay: timedelta | None
) -> None:
    """Note a failure: the next attempt is `delay` from now; None means never.

    If another worker has tried the event in the meantime, its note stands.
    """
    outcome = {"dead_at": func.now()} if delay is None else {"next_at": func.now() + delay}
    await session.execute(
        update(EventProgressTable)
        .where(
            _id == claim.event_id,
            _consumer == claim.consumer,
            col(EventProgressTable.attempts) == claim.attempts,
        )
        .values(attempts=claim.attempts + 1, error=error, **outcome)
    )


async def dead_events(session: ReadSession) -> list[DeadEvent]:
    return await session.all(_DEAD)


async def replay(session: WriteSession, event_id: int | None) -> int:
    """Give dead events another five attempts, or one of them; return how many there were."""
    result = await session.execute(
        update(EventProgressTable)
        .where(_is_dead(event_id))
        .values(dead_at=None, attempts=0, next_at=func.now())
    )
    return result.rowcount


async def discard(session: WriteSession, event_id: int) -> int:
    """Give a dead event up, so that the later ones of its key go on; return how many there were."""
    return (await session.execute(delete(EventProgressTable).where(_is_dead(event_id)))).rowcount


def _is_dead(event_id: int | None) -> Any:
    return (
        _dead_at.is_not(None) if event_id is None else and_(_dead_at.is_not(None), _id == event_id)
    )
