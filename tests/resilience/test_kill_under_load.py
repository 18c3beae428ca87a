"""Servers killed, stopped and emptied while requests keep coming.

What was acknowledged is never lost, what cannot be done is a 503, and nobody whose session has
ended is let in. Each test has a short form, and a thorough one with more rounds.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import cycle
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import text

from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.resilience.load import Load
from tests.resilience.servers import away, frozen, started
from tests.security.people import AUTH, USERS, People, Person

ROUNDS = [pytest.param(1, id="once"), pytest.param(5, id="5 times", marks=pytest.mark.thorough)]
RECOVERY = 5.0
"""Seconds that the first acknowledged write may take, once PostgreSQL takes sessions again."""
SOON = 1.0
"""Seconds in which the end of a session takes effect everywhere."""
POSTGRESQL_IS_THERE: dict[str, Any] = {
    "database_pool_timeout": 10.0,
    "database_command_timeout": 20.0,
}
"""Where only Valkey comes to harm: however busy the machine is, PostgreSQL is waited for."""


@pytest.fixture
def patient_settings(own_settings: Settings) -> Settings:
    """As in production, but for what would throttle the load."""
    defaults = Settings.model_fields
    names = ("database_pool_size", "database_pool_timeout", "database_command_timeout")
    changes: dict[str, Any] = {name: defaults[name].default for name in names}
    return own_settings.model_copy(update={**changes, "rate_limits_enabled": False})


class Writer:
    """Creates users and keeps a journal of those that the service says it has created."""

    def __init__(self, client: httpx.AsyncClient, admin: Person) -> None:
        self._client = client
        self._admin = admin
        self._turns = cycle(("write", "read"))
        self.acknowledged: dict[str, float] = {}

    async def send(self) -> httpx.Response:
        if next(self._turns) == "read":
            return await self._client.get(f"{USERS}/me", headers=self._admin.headers)
        email = f"{uuid4().hex}@example.com"
        body = {"email": email, "full_name": "Ada"}
        response = await self._client.post(USERS, headers=self._admin.headers, json=body)
        if response.status_code == 201:
            self.acknowledged[email] = time.monotonic()
        return response


def assert_only_served_or_unavailable(load: Load) -> None:
    assert load.statuses().keys() <= {200, 201, 503}
    for outcome in load.outcomes:
        if outcome.response.status_code == 503:
            assert outcome.response.headers["content-type"] == "application/problem+json"
            assert 1 <= int(outcome.response.headers["retry-after"]) <= 60


async def emails(database: Database) -> list[str]:
    session = database.write()
    try:
        return list((await session.execute(text("SELECT email FROM users"))).scalars())
    finally:
        await session.close()


@pytest.mark.parametrize("rounds", ROUNDS)
async def test_postgresql_killed_under_load(
    patient_settings: Settings, own_postgresql: PostgreSQL, own_valkey: Valkey, rounds: int
) -> None:
    database = Database(patient_settings)
    async with started(patient_settings) as client:
        writer = Writer(client, await People(client, database).admin())
        async with Load(writer.send, rate=60) as load:
            for _ in range(rounds):
                await asyncio.sleep(1)
                before = len(writer.acknowledged)
                with away(own_postgresql):
                    await asyncio.sleep(1)
                    await asyncio.to_thread(own_postgresql.start)
                    back = time.monotonic()
                while max(writer.acknowledged.values()) < back:
                    await asyncio.sleep(0.02)
                    assert time.monotonic() < back + RECOVERY + load.lateness, load.statuses()
                assert before > 0
        stored = await emails(database)
        await database.close()
    assert_only_served_or_unavailable(load)
    assert load.statuses()[503] > 0, "the outage was felt"
    assert writer.acknowledged.keys() <= set(stored), "an acknowledged write is lost"
    assert len(stored) == len(set(stored))


@asynccontextmanager
async def killed(valkey: Valkey, _settings: Settings) -> AsyncIterator[None]:
    with away(valkey):
        yield
        await asyncio.to_thread(valkey.start)


@asynccontextmanager
async def stopped(valkey: Valkey, _settings: Settings) -> AsyncIterator[None]:
    with frozen(valkey):
        yield


@asynccontextmanager
async def flushed(_valkey: Valkey, settings: Settings) -> AsyncIterator[None]:
    redis = create_redis(settings)
    await redis.flushall()
    yield
    await redis.flushall()
    await redis.aclose()


Harm = Callable[[Valkey, Settings], AbstractAsyncContextManager[None]]
HARMS = pytest.mark.parametrize("harm", [killed, stopped, flushed])


@HARMS
async def test_valkey_harmed_under_load(
    patient_settings: Settings, own_postgresql: PostgreSQL, own_valkey: Valkey, harm: Harm
) -> None:
    """General limits are open: what they let through with Valkey, they let through without."""
    settings = patient_settings.model_copy(
        update={"rate_limits_enabled": True, "rate_limit_scale": 10, **POSTGRESQL_IS_THERE}
    )
    database = Database(settings)
    async with started(settings) as client:
        writer = Writer(client, await People(client, database).admin())
        async with Load(writer.send, rate=60) as load:
            await asyncio.sleep(1)
            async with harm(own_valkey, settings):
                await asyncio.sleep(2)
            await asyncio.sleep(1)
        stored = await emails(database)
        await database.close()
    assert load.statuses().keys() <= {200, 201}
    assert writer.acknowledged.keys() <= set(stored)


@HARMS
async def test_no_session_that_has_ended_is_let_in(
    patient_settings: Settings, own_postgresql: PostgreSQL, own_valkey: Valkey, harm: Harm
) -> None:
    """It ends before, during and after; each of two instances has vouched for it in Valkey."""
    settings = patient_settings.model_copy(update=POSTGRESQL_IS_THERE)
    database = Database(settings)
    async with started(settings) as client, started(settings) as elsewhere:
        people = People(client, database)
        before, during, after = [await people.user() for _ in range(3)]
        stays = await people.user()
        for person in (before, during, after, stays):
            assert await status_of(client, person) == await status_of(elsewhere, person) == 200
        await log_out(client, before)
        async with harm(own_valkey, settings):
            await assert_over(before, client, elsewhere)
            await log_out(client, during)
            await assert_over(during, client, elsewhere)
            assert await status_of(client, stays) == await status_of(elsewhere, stays) == 200
        for person in (before, during):
            await eventually_over(person, client, elsewhere)
        await log_out(client, after)
        await eventually_over(after, client, elsewhere)
        await asyncio.sleep(SOON)
        for person in (before, during, after):
            await assert_over(person, client, elsewhere)
        assert await status_of(client, stays) == await status_of(elsewhere, stays) == 200
    await database.close()


async def status_of(client: httpx.AsyncClient, person: Person) -> int:
    return (await client.get(f"{USERS}/me", headers=person.headers)).status_code


async def log_out(client: httpx.AsyncClient, person: Person) -> None:
    response = await client.post(f"{AUTH}/logout", headers=person.headers)
    assert response.status_code == 204, response.text


async def assert_over(person: Person, *instances: httpx.AsyncClient) -> None:
    for instance in instances:
        assert await status_of(instance, person) == 401


async def eventually_over(person: Person, *instances: httpx.AsyncClient) -> None:
    """Within a second, and from then on."""
    deadline = time.monotonic() + SOON
    for instance in instances:
        asked = time.monotonic()
        while await status_of(instance, person) != 401:
            assert asked < deadline
            await asyncio.sleep(0.02)
            asked = time.monotonic()


async def test_guesses_are_few_while_valkey_is_away(
    patient_settings: Settings, own_postgresql: PostgreSQL, own_valkey: Valkey
) -> None:
    """What guards a secret fails restricted: five at once, then one in twelve seconds."""
    settings = patient_settings.model_copy(
        update={"rate_limits_enabled": True, "rate_limit_scale": 1, **POSTGRESQL_IS_THERE}
    )
    database = Database(settings)
    async with started(settings) as client:
        who = await People(client, database).user()
        with away(own_valkey):
            began = time.monotonic()
            statuses: Counter[int] = Counter()
            for number in range(200):
                body = {"email": who.email, "password": f"guess number {number}"}
                response = await client.post(f"{AUTH}/login", json=body)
                statuses[response.status_code] += 1
        assert statuses.keys() == {401, 429}
        assert statuses[401] <= 6 + (time.monotonic() - began) / 12
        assert await status_of(client, who) == 200
    await database.close()
