"""PostgreSQL or Valkey away: at the start, later, and back again without a restart of ours."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, aclosing
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2 as httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from tests.factories import NewUserFactory
from tests.resilience.servers import Server, away, frozen, started
from tests.tester import bearer_of_tester

USERS = "/api/v1/users"
READY = {"status": "ok", "postgresql": "ok", "redis": "ok"}
DEGRADED = {"status": "degraded", "postgresql": "ok", "redis": "unavailable"}
UP = {"status": "ok"}

Outage = Callable[[Server], AbstractContextManager[None]]


@pytest.fixture
async def member(own_settings: Settings) -> dict[str, str]:
    database = Database(own_settings)
    bearer = await bearer_of_tester(database, own_settings)
    await database.close()
    return bearer("users:read", "users:write", "users:admin")


async def every_operation_on_users(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> list[httpx.Response]:
    body = NewUserFactory.build().model_dump()
    return [
        await client.get(USERS, headers=headers),
        await client.post(USERS, headers=headers, json=body),
        await client.get(f"{USERS}/{uuid4()}", headers=headers),
        await client.delete(f"{USERS}/{uuid4()}", headers=headers),
    ]


async def assert_served(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    responses = await every_operation_on_users(client, headers)
    assert [response.status_code for response in responses] == [200, 201, 404, 404]


def assert_unavailable(response: httpx.Response) -> None:
    assert response.status_code == 503, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert response.json()["status"] == 503


async def eventually(client: httpx.AsyncClient, path: str, body: object) -> None:
    """The probes look at most once a second."""
    for _ in range(100):
        response = await client.get(path)
        if response.status_code == 200 and response.json() == body:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{path} still answers {response.status_code} {response.text}")


async def eventually_unavailable(client: httpx.AsyncClient, path: str) -> None:
    for _ in range(100):
        response = await client.get(path)
        if response.status_code == 503:
            assert_unavailable(response)
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"{path} still answers {response.status_code} {response.text}")


async def test_postgresql_away_at_the_start(own_settings, own_postgresql, member) -> None:
    with away(own_postgresql):
        async with started(own_settings) as client:
            assert (await client.get("/livez")).json() == UP
            assert_unavailable(await client.get("/startupz"))
            assert_unavailable(await client.get("/readyz"))
            for response in await every_operation_on_users(client, member):
                assert_unavailable(response)
            own_postgresql.start()
            await eventually(client, "/startupz", UP)
            await eventually(client, "/readyz", READY)
            await assert_served(client, member)


async def test_a_wrong_password_takes_no_traffic_and_the_log_says_why(
    own_settings: Settings,
) -> None:
    """The probes, which anybody may ask, do not tell."""
    url = own_settings.database_url.get_secret_value()
    password = str(urlsplit(url).password)
    wrong = own_settings.model_copy(
        update={"database_url": SecretStr(url.replace(f":{password}@", ":wrong@"))}
    )
    async with started(wrong) as client:
        with capture_logs() as logs:
            for path in ("/startupz", "/readyz"):
                response = await client.get(path)
                assert_unavailable(response)
                assert response.json()["detail"] == (
                    "PostgreSQL does not serve this service; its log says why."
                )
            assert (await client.get("/livez")).json() == UP
    (told,) = [each for each in logs if each["event"] == "dependency_unavailable"]
    assert "password authentication failed" in told["reason"]
    assert password not in str(logs)


@pytest.mark.parametrize("outage", [away, frozen])
async def test_postgresql_away_later(
    own_settings: Settings, own_postgresql, member, outage: Outage
) -> None:
    async with started(own_settings) as client:
        await assert_served(client, member)
        await eventually(client, "/startupz", UP)
        with outage(own_postgresql):
            for response in await every_operation_on_users(client, member):
                assert_unavailable(response)
            assert (await client.get("/livez")).json() == UP
            await eventually_unavailable(client, "/readyz")
            assert (await client.get("/startupz")).json() == UP
        await eventually(client, "/readyz", READY)
        await assert_served(client, member)


async def test_valkey_away_at_the_start(own_settings, own_valkey, member) -> None:
    with away(own_valkey):
        async with started(own_settings) as client:
            assert (await client.get("/readyz")).json() == DEGRADED
            await assert_served(client, member)
            own_valkey.start()
            await eventually(client, "/readyz", READY)


@pytest.mark.parametrize("outage", [away, frozen])
async def test_valkey_away_later(
    own_settings: Settings, own_valkey, member, outage: Outage
) -> None:
    async with started(own_settings) as client:
        await eventually(client, "/readyz", READY)
        with outage(own_valkey):
            await eventually(client, "/readyz", DEGRADED)
            await assert_served(client, member)
        await eventually(client, "/readyz", READY)


@pytest.mark.parametrize(
    ("refuse", "allow", "reason"),
    [
        ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0", "OutOfMemoryError"),
        ("ACL SETUSER default -@scripting", "ACL SETUSER default +@scripting", "NoPermissionError"),
    ],
    ids=["out of memory", "not allowed"],
)
async def test_a_valkey_that_refuses_costs_no_request_and_the_log_says_why(
    own_settings: Settings, own_valkey, member, refuse: str, allow: str, reason: str
) -> None:
    async with aclosing(create_redis(own_settings)) as redis, started(own_settings) as client:
        await eventually(client, "/readyz", READY)
        with capture_logs() as logs:
            await redis.execute_command(*refuse.split())
            try:
                await eventually(client, "/readyz", DEGRADED)
                await assert_served(client, member)
            finally:
                await redis.execute_command(*allow.split())
        await eventually(client, "/readyz", READY)
    (told,) = [each for each in logs if each["event"] == "dependency_unavailable"]
    assert told["reason"].startswith(reason)


async def test_both_away(own_settings, own_postgresql, own_valkey, member) -> None:
    async with started(own_settings) as client:
        with away(own_postgresql), away(own_valkey):
            assert (await client.get("/livez")).json() == UP
            assert_unavailable(await client.get("/readyz"))
            for response in await every_operation_on_users(client, member):
                assert_unavailable(response)
        await eventually(client, "/readyz", READY)
        await assert_served(client, member)
