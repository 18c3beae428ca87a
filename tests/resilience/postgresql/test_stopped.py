"""PostgreSQL stops answering without closing anything, which is worse than its death."""

import asyncio
import time
from itertools import cycle

import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.load import Load
from tests.resilience.servers import frozen, started
from tests.security.people import USERS, People

STOPS = [
    pytest.param(4, id="4 s"),
    pytest.param(15, id="15 s", marks=pytest.mark.thorough),
]
AS_SHIPPED = ("database_pool_size", "database_pool_timeout", "database_command_timeout")
RECOVERY = 2.0
"""Seconds until requests are served again."""


@pytest.mark.parametrize("seconds", STOPS)
async def test_every_request_ends_within_the_settings_and_the_first_one_after_is_served(
    own_settings: Settings, own_postgresql: PostgreSQL, seconds: int
) -> None:
    defaults = {name: Settings.model_fields[name].default for name in AS_SHIPPED}
    settings = own_settings.model_copy(update={**defaults, "database_connect_timeout": 2})
    database = Database(settings)
    async with started(settings) as client:
        person = await People(client, database).user()
        turns = cycle("rw")

        async def send() -> httpx.Response:
            if next(turns) == "r":
                return await client.get(f"{USERS}/{person.id}", headers=person.headers)
            change = {"full_name": "Ada King"}
            return await client.patch(f"{USERS}/{person.id}", headers=person.headers, json=change)

        async with Load(send, rate=20) as load:
            await asyncio.sleep(1)
            with frozen(own_postgresql):
                await asyncio.sleep(seconds)
            back = time.monotonic()
            await asyncio.sleep(RECOVERY + load.lateness)
        statuses = load.statuses()
        assert statuses.keys() == {200, 503}, statuses
        # For a place in the pool, and for an answer; the rest is the machine's.
        longest = settings.database_pool_timeout + settings.database_command_timeout + 1
        longest += load.lateness
        assert max(each.ended - each.began for each in load.outcomes) < longest
        assert any(each.response.status_code == 200 for each in load.outcomes if each.ended > back)
    await database.close()
