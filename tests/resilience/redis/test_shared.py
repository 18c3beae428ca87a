"""Two services share a Redis: each has a prefix, and a Redis user that may touch no other key."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from alembic import command
from redis.asyncio import Redis

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.valkey import Valkey
from tests.migrations.databases import libpq_url, unmigrated
from tests.resilience.realtime.processes import (
    Client,
    Headers,
    Service,
    following,
    serving,
    until,
    working,
)
from tests.security.people import AUTH, PASSWORD, USERS
from tests.servers import Servers
from tests.service import alembic_config, settings_for
from tests.tester import headers_of_tester

NAMES = ("first", "second")
KINDS = {"cache", "cache-tag", "events", "limit", "session"}
"""What the service keeps longer than a moment, by the word after the prefix."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A service of the two, with its worker; its administrator, and who follows its users."""

    name: str
    service: Service
    headers: Headers
    follower: Client

    async def create(self, *names: str) -> None:
        for name in names:
            body = {"email": f"{name}@example.com", "full_name": name}
            response = await self.service.client.post(USERS, headers=self.headers, json=body)
            assert response.status_code == 201, response.text

    async def count(self) -> int:
        response = await self.service.client.get(f"{USERS}/statistics", headers=self.headers)
        assert response.status_code == 200, response.text
        return int(response.json()["total"])

    async def log_in(self, password: str) -> int:
        body = {"email": "ada@example.com", "password": password}
        return (await self.service.client.post(f"{AUTH}/login", json=body)).status_code


@pytest.fixture
def databases(servers: Servers) -> Iterator[dict[str, str]]:
    """A database for each of the two."""
    with unmigrated(servers) as first, unmigrated(servers) as second:
        for each in (first, second):
            command.upgrade(alembic_config(each), "head")
        yield dict(zip(NAMES, map(libpq_url, (first, second)), strict=True))


@pytest.fixture
async def redis(own_valkey: Valkey) -> AsyncIterator[Redis]:
    """The shared Redis, as its administrator sees it: with a user for each of the services."""
    async with Redis.from_url(own_valkey.url) as admin:
        await admin.flushall()
        for name in NAMES:
            rights = (f"~{name}:*", "resetchannels", "+@all", "-@dangerous", "-@admin")
            await admin.execute_command("ACL", "SETUSER", name, "reset", "on", ">pw", *rights)
        await admin.execute_command("ACL", "LOG", "RESET")
        yield admin


@pytest.fixture
async def both(
    redis: Redis, databases: dict[str, str], own_valkey: Valkey, tmp_path: Path
) -> AsyncIterator[list[Neighbour]]:
    async with AsyncExitStack() as stack:
        found = []
        for name in NAMES:
            settings = _settings(name, databases[name], own_valkey.url)
            database = Database(settings)
            headers = await headers_of_tester(database, settings)
            await database.close()
            service = await stack.enter_async_context(serving(settings, tmp_path))
            stack.enter_context(working(settings))
            follower = Client(service, headers)
            await stack.enter_async_context(following(follower))
            found.append(Neighbour(name, service, headers, follower))
        yield found


def _settings(name: str, database_url: str, redis_url: str) -> Settings:
    url = urlsplit(redis_url)
    place = url.netloc.rpartition("@")[2]
    redis = url._replace(netloc=f"{name}:pw@{place}").geturl()
    return settings_for(database_url, redis, redis_key_prefix=f"{name}:", rate_limit_scale=1)


async def test_services_that_share_a_redis_touch_nothing_of_each_other(
    both: list[Neighbour], redis: Redis
) -> None:
    first, second = both
    before = await first.count()
    assert await second.count() == before
    await first.create("ada")
    await second.create("ada", "grace")
    await until(lambda: first.follower.events and len(second.follower.events) == 2)

    # A cached answer, and what makes it stale.
    await until_counts(first, before + 1)
    await until_counts(second, before + 2)

    # A limit that is used up.
    attempts = [await first.log_in("wrong") for _ in range(6)]
    assert attempts[-1] == 429
    assert await second.log_in("wrong") == 401

    # A session that ends.
    sessions = [await signed_in(each) for each in both]
    ended = await first.service.client.post(f"{AUTH}/logout", headers=sessions[0])
    assert ended.status_code == 204, ended.text
    statuses = [
        (await each.service.client.get(f"{USERS}/me", headers=session)).status_code
        for each, session in zip(both, sessions, strict=True)
    ]
    assert statuses == [401, 200]

    # Nobody has come to a foreign key or channel, not even to be refused.
    events = [each.follower.events for each in both]
    await until(lambda: [*map(len, events)] == [2, 3])
    assert await redis.execute_command("ACL", "LOG") == []
    keys = [key.decode().split(":") async for key in redis.scan_iter()]
    for name in NAMES:
        assert {kind for prefix, kind, *_ in keys if prefix == name} >= KINDS
    assert {prefix for prefix, *_ in keys} == {*NAMES}
    for each in both:
        ready = (await each.service.client.get("/readyz")).json()
        assert ready["redis"] == "ok", ready


async def until_counts(neighbour: Neighbour, number: int) -> None:
    while await neighbour.count() != number:
        pass


async def signed_in(neighbour: Neighbour) -> Headers:
    """Register somebody, and return what their session is shown by."""
    body = {"email": "eve@example.com", "password": PASSWORD, "full_name": "Eve"}
    client = neighbour.service.client
    assert (await client.post(f"{AUTH}/register", json=body)).status_code == 201
    del body["full_name"]
    pair = (await client.post(f"{AUTH}/login", json=body)).json()
    return {"Authorization": f"Bearer {pair['access_token']}"}
