"""How much the worker has before it, as metrics."""

from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlmodel import col

from impl.events.consumers import Consumers
from impl.events.tables import EventProgressTable, OutboxTable
from impl.observability.metrics import Metrics
from impl.storage import Database
from impl.storage.postgres.prepared import Query


class _Row(NamedTuple):
    consumer: str
    waiting: int
    dead: int


_is_dead: Final = col(EventProgressTable.dead_at).is_not(None)
_columns: Final[list[Any]] = [
    col(EventProgressTable.consumer),
    func.count().filter(~_is_dead).label("waiting"),
    func.count().filter(_is_dead).label("dead"),
]
_BY_CONSUMER: Final = Query(
    select(*_columns).group_by(col(EventProgressTable.consumer)), _Row._make
)
_UNRELAYED: Final = Query(
    select(func.count().label("unrelayed"))
    .select_from(OutboxTable)
    .where(col(OutboxTable.relayed_at).is_(None)),
    lambda row: int(row[0]),
)


class Backlog:
    """Counts events that are not done; every worker tells the same numbers."""

    def __init__(self, database: Database, consumers: Consumers, metrics: Metrics) -> None:
        self._database = database
        self._consumers = consumers.names
        self._waiting = metrics.gauges("events_waiting", "Events before a consumer.", "consumer")
        self._dead = metrics.gauges(
            "events_dead", "Events that have failed for good and hold back their key.", "consumer"
        )
        self._unrelayed = 0
        metrics.gauge(
            "events_unrelayed",
            "Events that the Redis stream does not have yet.",
            lambda: self._unrelayed,
        )

    async def measure(self) -> bool:
        """Count anew; return False, for the next time can wait."""
        session = self._database.read()
        found = {row.consumer: row for row in await session.all(_BY_CONSUMER)}
        for name in self._consumers:
            row = found.get(name, _Row(name, 0, 0))
            self._waiting.labels(name).set(row.waiting)
            self._dead.labels(name).set(row.dead)
        self._unrelayed = await session.first(_UNRELAYED) or 0
        return False
