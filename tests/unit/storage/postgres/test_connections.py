"""The pool counts what it gives, and keeps no connection that is of no use."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from asyncpg.exceptions import (
    InvalidPasswordError,
    InvalidSQLStatementNameError,
    ProtocolViolationError,
    TooManyConnectionsError,
)
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from impl.settings import Settings
from impl.storage.postgres import connections as module
from impl.storage.postgres.connections import Connections, PooledConnection, PoolerNotNamed

PROCESS = "SELECT pg_backend_pid()"


@pytest.fixture
async def connections(settings: Settings) -> AsyncIterator[Connections]:
    """At most two."""
    changes = {"database_pool_size": 2, "database_pool_timeout": 20.0}
    connections = Connections(settings.model_copy(update=changes))
    yield connections
    await connections.close()


async def process_of(connection: PooledConnection) -> int:
    return int(await connection.driver.fetchval(PROCESS))


async def test_who_uses_a_connection_and_who_waits_is_counted(connections: Connections) -> None:
    assert (connections.used, connections.waiting) == (0, 0)
    first, second = await connections.acquire(), await connections.acquire()
    waiting = asyncio.ensure_future(connections.acquire())
    await asyncio.sleep(0)
    assert (connections.used, connections.waiting) == (2, 1)
    connections.release(first)
    assert await waiting is first
    assert (connections.used, connections.waiting) == (2, 0)
    connections.release(first)
    await connections.end(second)
    assert (connections.used, connections.waiting) == (0, 0)


async def test_the_connection_that_was_used_last_is_used_next(connections: Connections) -> None:
    first, second = await connections.acquire(), await connections.acquire()
    connections.release(second)
    connections.release(first)
    assert await connections.acquire() is first
    connections.release(first)


async def test_what_ends_is_rolled_back_and_kept(connections: Connections) -> None:
    connection = await connections.acquire()
    await connection.begin()
    await connection.driver.execute("CREATE TABLE of_a_transaction ()")
    assert not connection.is_idle
    await connections.end(connection)
    assert connection.is_idle
    assert await connections.acquire() is connection
    assert await connection.driver.fetchval("SELECT to_regclass('of_a_transaction')") is None
    connections.release(connection)


async def test_a_connection_that_was_cut_is_not_kept(connections: Connections) -> None:
    connection = await connections.acquire()
    await connection.begin()
    connection.driver.terminate()
    await connections.end(connection)
    assert connections.used == 0
    other = await connections.acquire()
    assert other is not connection
    assert connections.used == 1
    connections.release(other)


async def test_connections_to_a_replica_are_not_kept(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is idle leads there as well, since the address does."""
    used, idle = await connections.acquire(), await connections.acquire()
    connections.release(idle)
    assert not used.is_to_replica
    monkeypatch.setattr(PooledConnection, "is_to_replica", True)
    await connections.end(used)
    assert connections.used == 0
    assert used.is_closed
    assert idle.is_closed
    new = [await connections.acquire(), await connections.acquire()]
    assert used not in new
    assert idle not in new
    for each in new:
        connections.release(each)


async def test_a_connection_that_fails_to_roll_back_is_not_kept(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: PooledConnection) -> None:
        raise RuntimeError("no answer")

    connection = await connections.acquire()
    with monkeypatch.context() as context:
        context.setattr(PooledConnection, "rollback", fail)
        with pytest.raises(RuntimeError, match="no answer"):
            await connections.end(connection)
    assert connections.used == 0
    both = [await connections.acquire(), await connections.acquire()]
    assert connection not in both
    for each in both:
        connections.release(each)


async def test_nothing_is_open_after_the_end(connections: Connections, settings: Settings) -> None:
    both = [await connections.acquire(), await connections.acquire()]
    processes = [await process_of(each) for each in both]
    for each in both:
        connections.release(each)
    await connections.close()
    other = Connections(settings)
    asking = await other.acquire()
    there = "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY($1)"
    async with asyncio.timeout(20):
        while await asking.driver.fetchval(there, processes):  # noqa: ASYNC110  PostgreSQL tells nobody
            await asyncio.sleep(0.01)
    other.release(asking)
    await other.close()


async def test_where_one_idle_connection_is_dead_all_are_taken_for_dead(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_answer(_: PooledConnection) -> bool:
        return False

    connections = Connections(settings.model_copy(update={"database_idle_check": 1e-6}))
    idle = [await connections.acquire() for _ in range(3)]
    for each in idle:
        connections.release(each)
    monkeypatch.setattr(module, "_answers", no_answer)
    with capture_logs() as logs:
        new = await connections.acquire()
    assert new not in idle
    assert all(each.is_closed for each in idle)
    assert connections.used == 1
    assert [(log["event"], log["count"]) for log in logs] == [("idle_connections_lost", 3)]
    connections.release(new)
    await connections.close()


@pytest.fixture
def ages(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """What a random part is drawn from; each draw is the least."""
    drawn: list[tuple[float, float]] = []

    def uniform(least: float, most: float) -> float:
        drawn.append((least, most))
        return least

    monkeypatch.setattr(module.random, "uniform", uniform)
    return drawn


async def test_connections_of_one_moment_do_not_all_end_in_one(
    connections: Connections, settings: Settings, ages: list[tuple[float, float]]
) -> None:
    connection = await connections.acquire()
    assert ages == [(0.9, 1.1)]
    left = connection.expires - connection.idle_since
    assert left == pytest.approx(settings.database_connection_age * 0.9, rel=0.01)
    connections.release(connection)


@pytest.mark.parametrize(
    ("met", "raised", "words"),
    [
        (OSError("no route to host"), ConnectionError, "^no route to host$"),
        (ConnectionRefusedError("nobody there"), ConnectionRefusedError, "^nobody there$"),
        (TimeoutError("too slow"), TimeoutError, "^too slow$"),
        (InvalidPasswordError("wrong password"), InvalidPasswordError, "^wrong password$"),
        (
            ProtocolViolationError("unsupported startup parameter: jit"),
            PoolerNotNamed,
            "^A pooler refuses the limits of sessions: set DATABASE_POOLER to its mode, session or "
            "transaction.$",
        ),
        (ProtocolViolationError("no such message"), ProtocolViolationError, "^no such message$"),
    ],
)
async def test_who_cannot_connect_is_told_why(
    connections: Connections,
    monkeypatch: pytest.MonkeyPatch,
    met: Exception,
    raised: type[Exception],
    words: str,
) -> None:
    async def connect(_: AsyncEngine) -> None:
        raise met

    monkeypatch.setattr(AsyncEngine, "connect", connect)
    with pytest.raises(raised, match=words) as error:
        await connections.acquire()
    assert type(error.value) is raised
    assert connections.used == 0
    assert not connections.waiting


async def test_who_cannot_connect_leaves_the_place_to_others(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connect(_: AsyncEngine) -> None:
        raise TooManyConnectionsError("too many clients")

    with monkeypatch.context() as context:
        context.setattr(AsyncEngine, "connect", connect)
        for _ in range(3):
            with pytest.raises(TooManyConnectionsError):
                await connections.acquire()
    both = [await connections.acquire(), await connections.acquire()]
    assert connections.used == 2
    for each in both:
        connections.release(each)


async def test_where_postgresql_is_full_who_comes_waits_for_what_is_open(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connect(_: AsyncEngine) -> None:
        raise TooManyConnectionsError("too many clients")

    held = await connections.acquire()
    monkeypatch.setattr(AsyncEngine, "connect", connect)
    with capture_logs() as logs:
        waiting = asyncio.create_task(connections.acquire())
        await asyncio.sleep(0)
        connections.release(held)
        assert await waiting is held
    (told,) = logs
    assert (told["event"], told["open"]) == ("postgresql_full", 1)
    assert told["reason"] == "too many clients"
    connections.release(held)


@pytest.mark.parametrize(("pooler", "tries"), [("none", 1), ("session", 1), ("transaction", 3)])
async def test_only_behind_a_pooler_of_transactions_is_connecting_tried_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, pooler: str, tries: int
) -> None:
    asked: list[bool] = []

    async def connect(_: AsyncEngine) -> None:
        asked.append(True)
        raise InvalidSQLStatementNameError("no such statement")

    monkeypatch.setattr(AsyncEngine, "connect", connect)
    connections = Connections(settings.model_copy(update={"database_pooler": pooler}))
    with pytest.raises(InvalidSQLStatementNameError):
        await connections.acquire()
    await connections.close()
    assert len(asked) == tries
