"""Real PostgreSQL and Valkey for the whole run, migrated once; every test finds empty tables."""

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any

import httpx2 as httpx
import pytest
import structlog
from fastapi import FastAPI
from redis.asyncio import Redis

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from tests.servers import Servers, running
from tests.service import empty, settings_for
from tests.tester import Bearer, bearer_of_tester  # feature: accounts


@pytest.fixture(scope="session")
def anyio_backend(request: pytest.FixtureRequest) -> object:
    """asyncio, or what the tests of a folder ask for (tests/unit/storage/conftest.py)."""
    return getattr(request, "param", "asyncio")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start the servers before the first worker of pytest-xdist; every worker is told of them."""
    if _RUNNING not in node.config.stash:
        stack = ExitStack()
        node.config.add_cleanup(stack.close)
        node.config.stash[_RUNNING] = stack.enter_context(running())
    node.workerinput["servers"] = node.config.stash[_RUNNING].as_dict()


_RUNNING = pytest.StashKey[Servers]()


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    """The run's servers, with databases that no other worker uses."""
    worker = getattr(request.config, "workerinput", None)
    if worker is not None:
        yield Servers(**worker["servers"]).for_worker(worker["workerid"])
    elif given := os.environ.get("TEST_SERVERS"):
        yield Servers(**json.loads(given))
    else:
        with running() as started:
            yield started


@pytest.fixture(scope="session")
def settings(servers: Servers) -> Settings:
    """Of a service whose database has been built by the migrations."""
    return settings_for(servers.libpq_url, servers.redis_url)


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


@pytest.fixture
def every_level_is_logged() -> Iterator[None]:
    """Whatever level an application that another test made has set for the process."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    yield
    structlog.configure(**before)
