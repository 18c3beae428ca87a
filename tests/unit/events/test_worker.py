"""The worker does its tasks again and again until it is told to stop, whatever fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from impl.events import worker as module
from impl.events.worker import Task, Worker
from impl.observability.metrics import Metrics
from impl.settings import Settings
from impl.storage import Database
from tests.resilience.events.ticks import CONSUMERS, Tick, effects_of, publish, rows

PATIENCE = 20
"""Seconds after which a test gives up."""


@asynccontextmanager
async def working(
    settings: Settings, database: Database, *tasks: Task, metrics: Metrics | None = None
) -> AsyncIterator[Worker]:
    worker = Worker(settings, database, CONSUMERS, None, metrics, tasks=tasks)
    running = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        await asyncio.wait_for(running, PATIENCE)


async def until(event: asyncio.Event) -> None:
    await asyncio.wait_for(event.wait(), PATIENCE)


async def test_events_are_consumed_and_relayed_until_it_stops(
    settings: Settings, effects: Database, redis: object
) -> None:
    await publish(effects, *(Tick(about="k", number=number) for number in range(3)))
    async with working(settings, effects, metrics=Metrics()), asyncio.timeout(PATIENCE):
        while True:
            unrelayed = await rows(effects, "SELECT id FROM outbox WHERE relayed_at IS NULL")
            if len(await effects_of(effects)) == 3 and not unrelayed:
                break
            await asyncio.sleep(0.05)
    await publish(effects, Tick(about="k", number=3))
    assert await effects_of(effects) == [("k", number) for number in range(3)]


async def test_what_there_is_to_do_is_done_without_a_pause(
    settings: Settings, effects: Database, redis: object
) -> None:
    """A pause of an hour comes only after there was nothing."""
    left, done = [3], asyncio.Event()

    async def work() -> bool:
        left[0] -= 1
        if not left[0]:
            done.set()
        return bool(left[0])

    async with working(settings, effects, Task("mine", work, 3600, 3600)):
        await until(done)
    assert left == [0]


async def test_a_failure_is_told_once_and_ends_nothing(
    settings: Settings, effects: Database, redis: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FAILURE_PAUSE", 0.001)
    failures, healed = [3], asyncio.Event()

    async def work() -> bool:
        if failures[0]:
            failures[0] -= 1
            raise ConnectionRefusedError("the store is away")
        healed.set()
        return False

    with capture_logs() as logs:
        async with working(settings, effects, Task("mine", work)):
            await until(healed)
    told = [each["event"] for each in logs if each.get("loop") == "mine"]
    assert told == ["worker_waits", "worker_goes_on"]


async def test_what_does_not_end_in_time_is_cancelled(
    settings: Settings, effects: Database, redis: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GRACE", 0.1)
    begun, ended = asyncio.Event(), []

    async def work() -> bool:
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append("cancelled")
        return False

    with capture_logs() as logs:
        async with working(settings, effects, Task("mine", work)):
            await until(begun)
    assert ended == ["cancelled"]
    (stopped,) = (each for each in logs if each["event"] == "worker_stopped")
    assert stopped["cancelled"] >= 1
