"""Workers that are killed, stopped and cut off: each event takes effect once, and in order."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM
from typing import Any

import pytest

from impl.events.stream import stream_name
from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.resilience.events.ticks import (
    BrokenTick,
    Tick,
    create_effects,
    effects_of,
    execute,
    publish,
    rows,
)
from tests.resilience.events.worker import Task
from tests.resilience.servers import away
from tests.service import ROOT

KEYS = 40
PATIENCE = 120
"""Seconds until a test gives up; far more than anything here takes."""


@dataclass(slots=True)
class Workers:
    """Processes that can be killed; those that are left are stopped at the end."""

    settings: Settings
    changes: dict[str, Any]
    running: list[asyncio.subprocess.Process]

    async def start(self) -> asyncio.subprocess.Process:
        task = Task(
            database_url=self.settings.database_url.get_secret_value(),
            redis_url=self.settings.redis_url.get_secret_value(),
            settings=self.changes,
        )
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.resilience.events.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        assert process.stdin is not None
        process.stdin.write(task.model_dump_json().encode())
        process.stdin.close()
        self.running.append(process)
        return process

    async def kill(self, process: asyncio.subprocess.Process) -> None:
        process.send_signal(SIGKILL)
        await process.wait()
        self.running.remove(process)

    async def stop(self) -> None:
        for process in self.running:
            with suppress(ProcessLookupError):
                process.send_signal(SIGCONT)
                process.send_signal(SIGTERM)
        # One that was not yet up when it was told has not heard it.
        assert {await process.wait() for process in self.running} <= {0, -SIGTERM}


@asynccontextmanager
async def workers(settings: Settings, **changes: Any) -> AsyncIterator[Workers]:
    started = Workers(settings, {"log_level": "ERROR", **changes}, [])
    try:
        yield started
        await started.stop()
    finally:
        for process in started.running:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@pytest.fixture
async def database(
    own_settings: Settings, own_postgresql: PostgreSQL, own_valkey: Valkey
) -> AsyncIterator[Database]:
    database = Database(own_settings.model_copy(update={"database_command_timeout": 30.0}))
    await create_effects(database)
    await execute(database, "DELETE FROM event_progress", "DELETE FROM outbox")
    redis = create_redis(own_settings)
    await redis.flushall()
    await redis.aclose()
    yield database
    await database.close()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def number_of(database: Database, statement: str) -> Any:
    ((number,),) = await rows(database, statement)
    return number


async def done(database: Database) -> int:
    return int(await number_of(database, "SELECT count(*) FROM effects"))


def is_done(database: Database, number: int) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return await done(database) >= number

    return ask


async def nothing_waits(database: Database) -> bool:
    return not await number_of(
        database, "SELECT count(*) FROM event_progress WHERE dead_at IS NULL"
    )


async def in_stream(settings: Settings, database: Database) -> bool:
    """Whether everything was relayed, and every event that is kept is in the stream."""
    redis = create_redis(settings.model_copy(update={"redis_timeout": 5.0}))
    try:
        entries = await redis.xrange(stream_name(settings))
    finally:
        await redis.aclose()
    there = {int(fields[b"id"]) for _, fields in entries}
    return {row[0] for row in await rows(database, "SELECT id FROM outbox")} == there


def assert_once_and_in_order(effects: list[tuple[Any, ...]], events: list[Tick]) -> None:
    """Nothing lost, nothing doubled, nothing out of its key's order."""
    by_key: dict[Any, list[Any]] = {}
    for key, number in effects:
        by_key.setdefault(key, []).append(number)
    expected: dict[Any, list[Any]] = {}
    for event in events:
        expected.setdefault(event.about, []).append(event.number)
    assert by_key == expected


def ticks(number: int, **values: Any) -> list[Tick]:
    return [Tick(about=f"k{n % KEYS}", number=n, **values) for n in range(number)]


@pytest.mark.parametrize(
    ("kills", "number"),
    [
        pytest.param(20, 1_600, id="quick"),
        pytest.param(
            *(200, 10_000), id="whole", marks=[pytest.mark.thorough, pytest.mark.timeout(3600)]
        ),
    ],
)
async def test_workers_killed_in_the_middle_of_work(
    own_settings: Settings, database: Database, kills: int, number: int
) -> None:
    """Killed is the one that wrote the latest effect: it is busy with the next one."""
    events = ticks(number, seconds=0.01)
    await publish(database, *events)
    async with workers(own_settings, database_pool_size=6) as team:
        for _ in range(3):
            await team.start()
        killed = 0
        while killed < kills:
            await until(is_done(database, (killed + 1) * number // (kills + 2)))
            pid = await number_of(database, "SELECT pid FROM effects ORDER BY id DESC LIMIT 1")
            for process in [each for each in team.running if each.pid == pid]:
                await team.kill(process)
                await team.start()
                killed += 1
            await asyncio.sleep(0.02)
        await until(lambda: nothing_waits(database))
    assert_once_and_in_order(await effects_of(database), events)


@pytest.mark.parametrize(
    ("patience", "stopped_for"),
    [
        pytest.param(3.0, 0, id="quick"),
        # As it ships; others have the work within fifteen seconds.
        pytest.param(10.0, 60, id="whole", marks=pytest.mark.thorough),
    ],
)
async def test_a_stopped_worker_loses_its_claim_and_its_late_effect_is_refused(
    own_settings: Settings, database: Database, patience: float, stopped_for: float
) -> None:
    changes = {"database_idle_transaction_timeout": patience, "database_pool_size": 6}
    async with workers(own_settings, **changes) as team:
        stopped = await team.start()
        await publish(database, Tick(about="k", number=1, seconds=2.5), Tick(about="k", number=2))
        assert stopped.stdout is not None
        assert await stopped.stdout.readline() == b"working\n"
        other = await team.start()
        stopped.send_signal(SIGSTOP)
        began = time.monotonic()
        await until(is_done(database, 2))
        took = time.monotonic() - began
        print(f"another worker had done the work {took:.1f} s after the stop")
        assert not stopped_for or took <= 15
        await asyncio.sleep(max(0.0, stopped_for - took))
        stopped.send_signal(SIGCONT)
        # It goes on, without the other.
        other.send_signal(SIGTERM)
        assert await other.wait() == 0
        team.running.remove(other)
        await publish(database, Tick(about="k", number=3))
        await until(is_done(database, 3))
    assert await effects_of(database) == [("k", 1), ("k", 2), ("k", 3)]
    pids = await rows(database, "SELECT pid FROM effects ORDER BY id")
    assert pids == [(other.pid,), (other.pid,), (stopped.pid,)]


async def test_poison_is_set_aside_while_the_others_go_on(
    own_settings: Settings, database: Database
) -> None:
    events = ticks(200)
    poison = [Tick(about="poison", number=1, fails=True), BrokenTick(about="broken")]
    await publish(database, *poison, *events)
    async with workers(own_settings, events_retry_seconds=0.05) as team:
        await team.start()
        await until(lambda: nothing_waits(database))
    assert_once_and_in_order(await effects_of(database), events)
    dead = await rows(database, "SELECT key, attempts FROM event_progress ORDER BY event_id")
    assert dead == [("poison", 5), ("broken", 1)]


@pytest.mark.thorough
async def test_poison_is_dead_within_a_minute_as_it_ships(
    own_settings: Settings, database: Database
) -> None:
    await publish(database, Tick(about="poison", number=1, fails=True))
    began = time.monotonic()
    async with workers(own_settings) as team:
        await team.start()
        await until(lambda: nothing_waits(database))
    took = time.monotonic() - began
    print(f"dead {took:.1f} s after it was published")
    assert took <= 60
    assert await rows(database, "SELECT attempts FROM event_progress") == [(5,)]


async def test_redis_emptied_and_away_loses_nothing(
    own_settings: Settings, database: Database, own_valkey: Valkey
) -> None:
    events = ticks(600, seconds=0.005)
    redis = create_redis(own_settings.model_copy(update={"redis_timeout": 5.0}))
    async with workers(own_settings, database_pool_size=6) as team:
        await team.start()
        await team.start()
        await publish(database, *events[:200])
        await until(is_done(database, 50))
        await redis.flushall()
        await publish(database, *events[200:400])
        await until(is_done(database, 250))
        with away(own_valkey):
            await publish(database, *events[400:])
            await until(is_done(database, 450))
        await until(lambda: nothing_waits(database))
        await until(lambda: in_stream(own_settings, database))
    await redis.aclose()
    assert_once_and_in_order(await effects_of(database), events)


async def test_postgresql_away_is_waited_for(
    own_settings: Settings, database: Database, own_postgresql: PostgreSQL
) -> None:
    events = ticks(200, seconds=0.005)
    await publish(database, *events)
    async with workers(own_settings, database_pool_size=6) as team:
        await team.start()
        await until(is_done(database, 50))
        with away(own_postgresql):
            await asyncio.sleep(0.5)
        await until(lambda: nothing_waits(database))
    assert_once_and_in_order(await effects_of(database), events)
