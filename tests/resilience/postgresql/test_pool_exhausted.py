"""All connections are taken: who needs one waits as long as the setting says, and nobody else."""

import asyncio
import time
from typing import Any

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.order import ends_within
from tests.resilience.postgresql.watching import connected, sessions
from tests.resilience.servers import started
from tests.security.people import USERS, People

WAIT = 1.0
"""Seconds for which a request waits for a connection, as the service is shipped."""


async def test_only_who_needs_a_connection_waits_and_not_for_longer(
    own_settings: Settings, own_postgresql: PostgreSQL
) -> None:
    settings = own_settings.model_copy(
        update={"database_pool_timeout": WAIT, "database_command_timeout": 30}
    )
    database = Database(settings)
    url = own_postgresql.libpq_url
    async with started(settings) as client, connected(url) as other, connected(url) as watcher:
        people = People(client, database)
        person = await people.user()
        read = f"{USERS}/{person.id}"
        assert (await client.get(read, headers=person.headers)).status_code == 200
        transaction = other.transaction()
        await transaction.start()
        await other.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        holders = [
            asyncio.create_task(client.get(read, headers=person.headers))
            for _ in range(settings.database_pool_size)
        ]
        await until_active(watcher, settings.database_pool_size)
        began = time.monotonic()
        waiting = [asyncio.create_task(client.get(read, headers=person.headers)) for _ in range(5)]
        # They need no connection, so they are answered while the others wait.
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get(read)).status_code == 401
        assert (await client.get("/nowhere")).status_code == 404
        assert not any(each.done() for each in waiting)
        assert await ends_within(2 * WAIT, waiting[-1])
        for answer in await asyncio.gather(*waiting):
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert int(answer.headers["retry-after"]) >= 1
        assert time.monotonic() - began >= WAIT * 0.95
        await transaction.rollback()
        assert [each.status_code for each in await asyncio.gather(*holders)] == [200, 200]
        assert (await client.get(read, headers=person.headers)).status_code == 200
    await database.close()


async def until_active(watcher: Any, connections: int) -> None:
    async with asyncio.timeout(10):
        while (await sessions(watcher)).active < connections:  # noqa: ASYNC110  no event tells it
            await asyncio.sleep(0.01)
