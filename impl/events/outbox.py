"""Writes events down in the transaction of the change."""

from typing import Final

from sqlalchemy import ARRAY, String, bindparam, func, insert, select
from sqlmodel import col
from structlog.contextvars import get_contextvars

from impl.events.consumers import Consumers
from impl.events.event import Event
from impl.events.tables import EventProgressTable, OutboxTable
from impl.observability.trace_context import traceparent
from impl.storage import WriteSession
from impl.storage.postgres.prepared import Query

_COLUMNS: Final = ("key", "type", "version", "payload", "request_id", "traceparent")

_event: Final = (
    insert(OutboxTable)
    .values({name: bindparam(name, type_=getattr(OutboxTable, name).type) for name in _COLUMNS})
    .returning(col(OutboxTable.id), col(OutboxTable.key))
    .cte("event")
)
_consumer: Final = func.unnest(bindparam("consumers", type_=ARRAY(String)))
_PUBLISH: Final = Query(
    insert(EventProgressTable)
    .from_select(
        ["event_id", "consumer", "key"],
        select(_event.c.id, _consumer, _event.c.key),
        include_defaults=False,
    )
    .returning(col(EventProgressTable.event_id)),
    lambda row: int(row[0]),
)
"""The event, and a row of progress for each consumer, in one round trip."""


class Outbox:
    """Publishes events to these consumers, and to the stream."""

    def __init__(self, consumers: Consumers) -> None:
        self._consumers = consumers

    async def publish(self, session: WriteSession, event: Event) -> None:
        """Publish `event` if, and only if, the session is committed.

        Make the change first, by a statement that locks its row (INSERT, UPDATE, SELECT ... FOR
        UPDATE): that keeps the events of one key in the order of the changes.
        """
        await session.first(
            _PUBLISH,
            key=event.key,
            type=event.type,
            version=event.version,
            payload=event.model_dump(mode="json"),
            request_id=get_contextvars().get("request_id"),
            traceparent=traceparent(),
            consumers=self._consumers.of(event),
        )
