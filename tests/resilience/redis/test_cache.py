"""Cached answers on real servers: one query for a stampede, new after a commit, none lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx2 as httpx
import pytest
from redis.asyncio import Redis

from impl.consumers import CONSUMERS
from impl.events.worker import Worker
from impl.features.users.repository import Group, UserRepository
from impl.resources import Resources
from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.resilience.servers import away, started
from tests.service import empty
from tests.tester import Bearer, bearer_of_tester

STATISTICS = "/api/v1/users/statistics"
SCOPES = ("users:read", "users:write", "users:admin")


class Queries:
    """Counts the queries behind the statistics, and holds them back while it is told to."""

    def __init__(self) -> None:
        self.count = 0
        self.may_go = asyncio.Event()
        self.may_go.set()


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queries]:
    queries, groups = Queries(), UserRepository.groups

    async def counted(self: UserRepository) -> list[Group]:
        queries.count += 1
        found = await groups(self)
        await queries.may_go.wait()
        return found

    monkeypatch.setattr(UserRepository, "groups", counted)
    yield queries
    queries.may_go.set()


@pytest.fixture
async def database(
    own_settings: Settings, own_postgresql: PostgreSQL, own_valkey: Valkey
) -> AsyncIterator[Database]:
    database = Database(own_settings.model_copy(update={"database_command_timeout": 30.0}))
    await empty(database)
    yield database
    await database.close()


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    client = create_redis(settings)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def settings(own_settings: Settings) -> Settings:
    """As patient as the machine is busy: here Redis is there, or it is not."""
    return own_settings.model_copy(
        update={
            "redis_timeout": 2.0,
            "redis_patience": 2.0,
            "database_pool_timeout": 10.0,
            "database_command_timeout": 10.0,
            "max_concurrent_requests": 1000,
        }
    )


@pytest.fixture
async def bearer(database: Database, settings: Settings) -> Bearer:
    return await bearer_of_tester(database, settings)


async def statistics(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    response = await client.get(STATISTICS, headers=headers)
    assert response.status_code == 200, response.text
    return response


async def test_a_stampede_is_one_query_in_each_process(
    settings: Settings, redis: Redis, bearer: Bearer, queries: Queries
) -> None:
    headers = bearer(*SCOPES)
    async with started(settings) as one, started(settings) as other:
        for client in (one, other):
            assert (await client.get("/api/v1/auth/sessions", headers=headers)).status_code == 200
        queries.may_go.clear()
        asking = [
            asyncio.create_task(statistics(client, headers))
            for client in (one, other)
            for _ in range(300)
        ]
        # Time for all of them to ask Redis, and to wait for the query of their process.
        done, _ = await asyncio.wait(asking, timeout=3)
        assert not done
        queries.may_go.set()
        answers = await asyncio.gather(*asking)
        assert queries.count == 2
        assert sum("age" not in answer.headers for answer in answers) == 2
        assert {answer.content for answer in answers} == {answers[0].content}
        assert "age" in (await statistics(one, headers)).headers


async def test_no_principal_has_the_answer_of_another(
    settings: Settings, redis: Redis, database: Database, queries: Queries
) -> None:
    people = [await bearer_of_tester(database, settings) for _ in range(2)]
    async with started(settings) as client:
        for bearer in people:
            for scopes in (SCOPES, SCOPES[::2]):
                answers = [await statistics(client, bearer(*scopes)) for _ in range(2)]
                assert ["age" in answer.headers for answer in answers] == [False, True]
                assert {each.headers["cache-control"] for each in answers} == {
                    "private, max-age=30"
                }
        refused = await client.get(STATISTICS, headers=people[0]("users:read"))
        assert refused.status_code == 403
    assert queries.count == 4


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[None]:
    """A worker that runs, and ends with the block."""
    resources = Resources.create(settings, CONSUMERS)
    worker = Worker(settings, resources.database, CONSUMERS, resources, None)
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await running
        await resources.close()


async def test_a_committed_change_is_counted_as_soon_as_the_worker_has_seen_it(
    settings: Settings, redis: Redis, bearer: Bearer
) -> None:
    headers, tag = bearer(*SCOPES), f"{settings.redis_key_prefix}cache-tag:users"
    async with started(settings) as client, working(settings):
        assert (await statistics(client, headers)).json()["total"] == 0
        for number in range(1, 4):
            version = await redis.get(tag)
            assert "age" in (await statistics(client, headers)).headers
            body = {"email": f"ada{number}@example.com", "full_name": "Ada"}
            made = await client.post("/api/v1/users", json=body, headers=headers)
            assert made.status_code == 201
            async with asyncio.timeout(120):
                while await redis.get(tag) == version:  # noqa: ASYNC110 - told by nobody
                    await asyncio.sleep(0.01)
            assert (await statistics(client, headers)).json() == {
                "total": number,
                "by_role": {"user": number, "admin": 0},
                "by_status": {"active": number, "disabled": 0},
            }


async def test_without_redis_each_answer_comes_from_the_source(
    settings: Settings, redis: Redis, bearer: Bearer, queries: Queries, own_valkey: Valkey
) -> None:
    headers = bearer(*SCOPES)
    async with started(settings) as client:
        await statistics(client, headers)
        with away(own_valkey):
            for _ in range(10):
                assert "age" not in (await statistics(client, headers)).headers
            assert queries.count == 11
        async with asyncio.timeout(120):
            while "age" not in (await statistics(client, headers)).headers:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
