"""What a session of PostgreSQL is told when it opens: a name, limits, signs of life."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from impl.settings import Settings
from impl.storage.postgres.connections import Connections
from impl.storage.postgres.engine import create_engine, set_limits

LIMITS = {
    "statement_timeout": "8s",  # four fifths of the driver's
    "lock_timeout": "6400ms",
    "idle_in_transaction_session_timeout": "30s",
    "jit": "off",
}
NO_LIMITS = {
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}
ALIVE = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


@pytest.fixture
def limited(settings: Settings) -> Settings:
    changes = {"database_command_timeout": 10.0, "database_idle_transaction_timeout": 30.0}
    return settings.model_copy(update=changes)


def with_pooler(settings: Settings, mode: str) -> Settings:
    return settings.model_copy(update={"database_pooler": mode})


def at(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"database_url": type(settings.database_url)(url)})


async def shown(settings: Settings, names: Any, *, is_migration: bool = False) -> dict[str, str]:
    """What a new session says of its parameters."""
    engine = create_engine(settings, is_migration=is_migration)
    async with engine.connect() as connection:
        return {name: await connection.scalar(text(f"SHOW {name}")) for name in names}


async def test_a_session_has_limits_signs_of_life_and_a_name(limited: Settings) -> None:
    expected = LIMITS | ALIVE | {"application_name": "users-service"}
    assert await shown(limited, expected) == expected


async def test_a_migration_takes_the_time_that_it_needs(limited: Settings) -> None:
    hurried = limited.model_copy(update={"database_command_timeout": 0.1})
    assert await shown(hurried, NO_LIMITS | ALIVE, is_migration=True) == NO_LIMITS | ALIVE
    async with create_engine(hurried, is_migration=True).connect() as connection:
        await connection.execute(text("SELECT pg_sleep(0.3)"))


async def test_the_name_in_the_url_is_kept(limited: Settings) -> None:
    url = f"{limited.database_url.get_secret_value()}&application_name=mine"
    expected = LIMITS | {"application_name": "mine"}
    assert await shown(at(limited, url), expected) == expected


async def test_a_pooler_of_sessions_is_told_the_limits_by_a_statement(limited: Settings) -> None:
    pooled = with_pooler(limited, "session")
    assert await shown(pooled, LIMITS) == LIMITS
    assert await shown(pooled, ["application_name"]) == {"application_name": ""}
    assert await shown(pooled, NO_LIMITS, is_migration=True) == NO_LIMITS


async def test_behind_a_pooler_of_transactions_the_limits_are_of_each_transaction(
    limited: Settings,
) -> None:
    pooled = with_pooler(limited, "transaction")
    assert await shown(pooled, NO_LIMITS) == NO_LIMITS
    connections = Connections(pooled)
    connection = await connections.acquire()
    await connection.begin()
    within = {name: await connection.driver.fetchval(f"SHOW {name}") for name in LIMITS}
    await connection.commit()
    after = {name: await connection.driver.fetchval(f"SHOW {name}") for name in NO_LIMITS}
    await connections.end(connection)
    await connections.close()
    assert (within, after) == (LIMITS, NO_LIMITS)


async def test_behind_a_pooler_of_transactions_no_statement_stays_prepared(
    limited: Settings,
) -> None:
    left = {}
    for mode in ("none", "transaction"):
        connections = Connections(with_pooler(limited, mode))
        connection = await connections.acquire()
        await connection.driver.fetch("SELECT 1 AS kept_for_later")
        left[mode] = await connection.driver.fetchval(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%kept_for_later'"
        )
        connections.release(connection)
        await connections.close()
    assert left == {"none": 1, "transaction": 0}


@pytest.mark.slow
async def test_the_driver_ends_what_takes_longer_than_a_command_may(limited: Settings) -> None:
    hurried = limited.model_copy(update={"database_command_timeout": 2.0})
    async with create_engine(hurried).connect() as connection:
        await connection.execute(text("SET statement_timeout = 0"))
        with pytest.raises(TimeoutError):
            await connection.execute(text("SELECT pg_sleep(30)"))


@pytest.mark.parametrize(("in_url", "in_settings"), [(None, 0.2), (1, 30.0)])
async def test_a_server_that_says_nothing_is_given_up(
    limited: Settings, in_url: int | None, in_settings: float
) -> None:
    """The URL's `connect_timeout` comes before that of the settings."""
    release = asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    silent = at(limited, url if in_url is None else f"{url}?connect_timeout={in_url}")
    engine = create_engine(silent.model_copy(update={"database_connect_timeout": in_settings}))
    async with asyncio.timeout(10):
        with pytest.raises(TimeoutError):
            await engine.connect()
    release.set()
    server.close()


async def test_an_error_does_not_tell_what_the_statement_was_given(limited: Settings) -> None:
    async with create_engine(limited).connect() as connection:
        with pytest.raises(DBAPIError) as error:
            await connection.execute(text("SELECT CAST(:it AS text), 1 / 0"), {"it": "a-secret"})
    assert "a-secret" not in str(error.value)


async def test_the_engine_keeps_no_connection(limited: Settings) -> None:
    engine = create_engine(limited)
    processes = set()
    for _ in range(2):
        async with engine.connect() as connection:
            processes.add(await connection.scalar(text("SELECT pg_backend_pid()")))
    assert len(processes) == 2


def test_limits_are_of_the_session_or_of_the_transaction(limited: Settings) -> None:
    assert set_limits(limited) == (
        "SET statement_timeout = '8000'; SET lock_timeout = '6400'; "
        "SET idle_in_transaction_session_timeout = '30000'; SET jit = 'off'"
    )
    assert set_limits(limited, local=True).startswith("SET LOCAL statement_timeout = '8000'; SET L")
