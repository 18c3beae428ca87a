"""Real PostgreSQL and Valkey for the whole run, migrated once; every test finds empty tables."""

from collections.abc import AsyncIterator, Iterator

import httpx2 as httpx
import pytest
from alembic import command
from fastapi import FastAPI
from redis.asyncio import Redis

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from scripts.dev.postgresql import PostgreSQL
from scripts.dev.valkey import Valkey
from tests.service import alembic_config, empty, settings_for
from tests.tester import Bearer, bearer_of_tester  # feature: accounts


@pytest.fixture(scope="session")
def anyio_backend(request: pytest.FixtureRequest) -> object:
    """asyncio, or what the tests of a folder ask for (tests/unit/storage/conftest.py)."""
    return getattr(request, "param", "asyncio")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    with PostgreSQL(tmp_path_factory.mktemp("postgresql"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("valkey"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def settings(postgresql: PostgreSQL, valkey: Valkey) -> Settings:
    """Of a service whose database has been built by the migrations."""
    settings = settings_for(postgresql.url, valkey.url)
    command.upgrade(alembic_config(settings), "head")
    return settings


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The whole application; one for all tests, because it holds nothing but its connections."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def shared_database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings)
    yield database
    await database.close()


@pytest.fixture
async def database(shared_database: Database) -> Database:
    """Empty tables, for this test alone."""
    await empty(shared_database)
    return shared_database


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    """An empty Valkey, for this test alone."""
    client = create_redis(settings)
    await client.flushdb()
    yield client
    await client.aclose()


@pytest.fixture
async def client(app: FastAPI, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the application without credentials."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture  # feature: accounts
async def bearer(database: Database, settings: Settings) -> Bearer:
    """`bearer("users:read")` makes headers with a token of that scope, or of those."""
    return await bearer_of_tester(database, settings)
