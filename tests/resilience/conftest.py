"""Servers of these tests' own, because they come to harm."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from alembic import command

from impl.settings import Settings
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.resilience.servers import AS_SHIPPED
from tests.service import alembic_config, settings_for


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Servers that are killed and started again take seconds, every time."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def anyio_backend() -> object:
    """The event loop of production: what harm does to connections differs between the two."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="module")
def own_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    with PostgreSQL(tmp_path_factory.mktemp("own_postgresql"), durable=False) as server:
        asyncio.run(_keep_commits(server))
        command.upgrade(alembic_config(settings_for(server.url, "redis://unused")), "head")
        yield server


async def _keep_commits(server: PostgreSQL) -> None:
    """A throw-away server commits in memory first, and would forget it when killed."""
    connection = await asyncpg.connect(server.libpq_url)
    await connection.execute("ALTER ROLE CURRENT_USER SET synchronous_commit TO on")
    await connection.close()


@pytest.fixture(scope="module")
def own_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("own_valkey"), durable=False) as server:
        yield server


@pytest.fixture
def own_settings(own_postgresql: PostgreSQL, own_valkey: Valkey) -> Settings:
    """Impatient, so that the tests need not wait."""
    return settings_for(
        own_postgresql.url,
        own_valkey.url,
        database_pool_size=2,
        database_pool_timeout=0.5,
        database_command_timeout=1.0,
        database_connect_timeout=1.0,
        **AS_SHIPPED,
    )
