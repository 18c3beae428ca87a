"""What is left to do is told by consumer: waiting, dead, and not yet in the stream."""

import pytest

from impl.events.backlog import Backlog
from impl.observability.metrics import Metrics
from impl.storage import Database
from tests.resilience.events.ticks import CONSUMERS, Tick, execute, publish


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def backlog(database: Database, metrics: Metrics) -> Backlog:
    return Backlog(database, CONSUMERS, metrics)


def told(metrics: Metrics) -> dict[str, float | None]:
    consumer = {"consumer": "count"}
    value = metrics.registry.get_sample_value
    return {
        "waiting": value("events_waiting", consumer),
        "dead": value("events_dead", consumer),
        "unrelayed": value("events_unrelayed"),
    }


async def test_a_consumer_with_nothing_before_it_is_told_too(backlog, metrics) -> None:
    assert not await backlog.measure()
    assert told(metrics) == {"waiting": 0, "dead": 0, "unrelayed": 0}


async def test_what_waits_and_what_is_dead_are_told_apart(backlog, metrics, database) -> None:
    await publish(database, *(Tick(about=f"k{number}", number=number) for number in range(3)))
    await execute(database, "UPDATE event_progress SET dead_at = now() WHERE key = 'k0'")
    await execute(database, "UPDATE outbox SET relayed_at = now() WHERE key <> 'k0'")
    await backlog.measure()
    assert told(metrics) == {"waiting": 2, "dead": 1, "unrelayed": 1}
    await execute(database, "DELETE FROM event_progress")
    await backlog.measure()
    assert told(metrics) == {"waiting": 0, "dead": 0, "unrelayed": 1}
