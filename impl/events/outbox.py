"""Writes events down in the transaction of the change."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic

from sqlalchemy import (
    ARRAY,
    CTE,
    BindParameter,
    ColumnElement,
    DateTime,
    Insert,
    String,
    bindparam,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import col
from structlog.contextvars import get_contextvars

from impl.events.consumers import Consumers
from impl.events.event import Event
from impl.events.tables import EventProgressTable, OutboxTable
from impl.observability.trace_context import traceparent
from impl.storage import WriteSession
from impl.storage.postgres.prepared import Query, RowT

_COLUMNS: Final = ("key", "type", "version", "payload", "request_id", "traceparent")

_INSTANT: Final = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""


def _given(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=getattr(OutboxTable, name).type)


def _progress(event: CTE) -> Insert:
    """Return the statement that notes, for each consumer, that the event waits for it."""
    consumer = func.unnest(bindparam("consumers", type_=ARRAY(String)))
    return insert(EventProgressTable).from_select(
        ["event_id", "consumer", "key"],
        select(event.c.id, consumer, event.c.key),
        include_defaults=False,
    )


_id: Final[list[Any]] = [col(OutboxTable.id), col(OutboxTable.key)]
_event: Final = (
    insert(OutboxTable)
    .values({name: _given(name) for name in _COLUMNS})
    .returning(*_id)
    .cte("event")
)
_PUBLISH: Final = Query(
    _progress(_event).returning(col(EventProgressTable.event_id)), lambda row: int(row[0])
)
"""The event, and a row of progress for each consumer, in one round trip."""


class PublishedUpdate(Generic[RowT]):
    """An UPDATE that publishes the row it returns: change and event take one round trip.

    The fields of the event are columns of these names. `row` takes all columns, as in a `Query`.
    The event is made of the changed row, so it comes after the row's lock.
    """

    def __init__(
        self, change: ReturningUpdate[Any], event: type[Event], row: Callable[[Sequence[Any]], RowT]
    ) -> None:
        self.event = event
        changed = change.cte("changed")
        shown = select(*[_shown(changed.c[name]) for name in event.model_fields]).subquery("shown")
        values = [
            func.to_jsonb(shown.table_valued()) if name == "payload" else _given(name)
            for name in _COLUMNS
        ]
        published = (
            insert(OutboxTable)
            .from_select([*_COLUMNS], select(*values).select_from(shown))
            .returning(*_id)
            .cte("event")
        )
        self.query = Query(select(changed).add_cte(_progress(published).cte("progress")), row)


def _shown(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a member of the payload, written as Pydantic writes it."""
    if not isinstance(column.type, DateTime):
        return column
    utc = func.timezone(literal_column("'UTC'"), column)
    return func.to_char(utc, literal_column(_INSTANT)).label(column.key)


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
            payload=event.model_dump(mode="json"),
            **self._circumstances(event),
        )

    async def update(
        self, session: WriteSession, change: PublishedUpdate[RowT], *, key: str, **parameters: Any
    ) -> RowT | None:
        """Change a row and publish it under the event's `key`; None if there is no such row."""
        return await session.first(
            change.query, key=key, **parameters, **self._circumstances(change.event)
        )

    def _circumstances(self, event: Event | type[Event]) -> dict[str, Any]:
        return {
            "type": event.type,
            "version": event.version,
            "request_id": get_contextvars().get("request_id"),
            "traceparent": traceparent(),
            "consumers": self._consumers.of(event),
        }
