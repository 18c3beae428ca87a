"""A worker killed with -9 after a revocation is committed, before it has told anybody.

Every worker has found the session valid just before, and Redis would vouch for it for half a
minute more.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from signal import SIGKILL
from typing import Any

import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.resilience.events.mortal import Service, Task
from tests.resilience.servers import away, started
from tests.security.people import AUTH, PASSWORD, USERS, People, Person
from tests.service import ROOT

Request = dict[str, Any]

REVOCATIONS: dict[str, Callable[[Person, Person], Request]] = {
    "log out": lambda who, _: {
        "method": "POST",
        "url": f"{AUTH}/logout",
        "headers": who.headers,
    },
    "log out everywhere": lambda who, _: {
        "method": "POST",
        "url": f"{AUTH}/logout-all",
        "headers": who.headers,
    },
    "another device's password change": lambda _, other: {
        "method": "POST",
        "url": f"{AUTH}/password",
        "headers": other.headers,
        "body": {"current_password": PASSWORD, "new_password": "wrong mule accumulator clip"},
    },
    "refresh token used again": lambda who, _: {
        "method": "POST",
        "url": f"{AUTH}/refresh",
        "body": {"refresh_token": who.refresh_token},
    },
    "account deleted": lambda who, _: {
        "method": "DELETE",
        "url": f"{USERS}/{who.id}",
        "headers": who.headers,
    },
}
QUICK = ("log out", "refresh token used again")


@asynccontextmanager
async def workers_that_die(
    settings: Settings,
) -> AsyncIterator[Callable[[Request], Awaitable[None]]]:
    """Send requests, each to a worker that does not outlive it."""
    service = Service(
        database_url=settings.database_url.get_secret_value(),
        redis_url=settings.redis_url.get_secret_value(),
        settings={"rate_limits_enabled": False, "refresh_token_grace_seconds": 0},
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.resilience.events.mortal"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    requests, codes = process.stdin, process.stdout
    assert requests is not None
    assert codes is not None
    requests.write(f"{service.model_dump_json()}\n".encode())

    async def kill(request: Request) -> None:
        requests.write(f"{Task(**request).model_dump_json()}\n".encode())
        assert int(await codes.readline()) == -SIGKILL

    try:
        yield kill
        requests.close()
        assert await process.wait() == 0
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def killed_while_doing(settings: Settings, request: Request) -> None:
    async with workers_that_die(settings) as kill:
        await kill(request)


async def status_of(client: httpx.AsyncClient, person: Person) -> int:
    return (await client.get(f"{USERS}/me", headers=person.headers)).status_code


@pytest.fixture
def calm_settings(own_settings: Settings) -> Settings:
    """As patient as the other tests' settings: this is about no slow server."""
    return own_settings.model_copy(
        update={"redis_timeout": 2, "redis_patience": 2, "rate_limits_enabled": False}
    )


@pytest.mark.parametrize(
    "revocation",
    [
        pytest.param(each, id=name, marks=[] if name in QUICK else [pytest.mark.thorough])
        for name, each in REVOCATIONS.items()
    ],
)
async def test_a_session_that_is_over_is_over_at_once(
    calm_settings: Settings, own_postgresql: PostgreSQL, revocation: Callable[..., Request]
) -> None:
    database = Database(calm_settings)
    async with started(calm_settings) as client:
        people = People(client, database)
        who = await people.user()
        other = await people.log_in(who)
        if revocation is REVOCATIONS["refresh token used again"]:
            body = {"refresh_token": who.refresh_token}
            assert (await client.post(f"{AUTH}/refresh", json=body)).status_code == 200
        assert await status_of(client, who) == await status_of(client, other) == 200
        await killed_while_doing(calm_settings, revocation(who, other))
        assert [await status_of(client, who) for _ in range(3)] == [401] * 3
    await database.close()


async def test_a_disabled_account_is_out_at_once(
    calm_settings: Settings, own_postgresql: PostgreSQL
) -> None:
    database = Database(calm_settings)
    async with started(calm_settings) as client:
        people = People(client, database)
        who, admin = await people.user(), await people.admin()
        assert await status_of(client, who) == 200
        request = {
            "method": "PUT",
            "url": f"{USERS}/{who.id}/access",
            "headers": admin.headers,
            "body": {"role": "user", "status": "disabled"},
        }
        await killed_while_doing(calm_settings, request)
        assert await status_of(client, who) == 401
        assert await status_of(client, admin) == 200
    await database.close()


async def test_a_revocation_that_is_not_committed_costs_nobody_the_session(
    calm_settings: Settings, own_postgresql: PostgreSQL, own_valkey: Valkey
) -> None:
    """It stays in doubt for a minute: PostgreSQL is asked each time, and says that it holds."""
    database = Database(calm_settings)
    redis = create_redis(calm_settings)
    await redis.flushall()
    async with started(calm_settings) as client:
        who = await People(client, database).user()
        assert await status_of(client, who) == 200
        (key,) = await redis.keys("app:session:*")
        await redis.set(key, "?", ex=60)
        assert [await status_of(client, who) for _ in range(3)] == [200] * 3
        assert await redis.get(key) == b"?"
    await redis.aclose()
    await database.close()


async def test_logging_out_works_without_redis(
    calm_settings: Settings, own_postgresql: PostgreSQL, own_valkey: Valkey
) -> None:
    database = Database(calm_settings)
    async with started(calm_settings) as client:
        who = await People(client, database).user()
        assert await status_of(client, who) == 200
        with away(own_valkey):
            response = await client.post(f"{AUTH}/logout", headers=who.headers)
            assert response.status_code == 204
            assert await status_of(client, who) == 401
    await database.close()
