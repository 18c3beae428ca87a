"""The primary becomes a replica while the service runs, and a primary again."""

import asyncio
from typing import Any

import httpx2 as httpx

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.postgresql.watching import connected
from tests.resilience.servers import started
from tests.security.people import USERS, People, Person

CHANGE = {"full_name": "Ada King"}


async def test_reads_go_on_and_writes_come_back_without_a_restart(
    own_settings: Settings, own_postgresql: PostgreSQL
) -> None:
    database = Database(own_settings)
    async with started(own_settings) as client, connected(own_postgresql.libpq_url) as admin:
        person = await People(client, database).user()
        assert await written(client, person) == 200
        await set_read_only(admin, "on")
        try:
            await until(client, person, 503)
            read = await client.get(f"{USERS}/{person.id}", headers=person.headers)
            assert read.status_code == 200
            ready = await eventually(client, "/readyz", 503)
            assert "no writes" in ready.text
            assert (await client.get("/livez")).status_code == 200
        finally:
            await set_read_only(admin, "off")
        await until(client, person, 200)
        await eventually(client, "/readyz", 200)
    await database.close()


async def set_read_only(admin: Any, value: str) -> None:
    """As a failover does it: for transactions of sessions that are open already, too."""
    await admin.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
    await admin.execute("SELECT pg_reload_conf()")


async def written(client: httpx.AsyncClient, person: Person) -> int:
    answer = await client.patch(f"{USERS}/{person.id}", headers=person.headers, json=CHANGE)
    if answer.status_code == 503:
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) >= 1
    return answer.status_code


async def until(client: httpx.AsyncClient, person: Person, status: int) -> None:
    """Nothing but 200 and 503 on the way there."""
    async with asyncio.timeout(10):
        while (found := await written(client, person)) != status:
            assert found in {200, 503}
            await asyncio.sleep(0.05)


async def eventually(client: httpx.AsyncClient, path: str, status: int) -> httpx.Response:
    async with asyncio.timeout(10):
        while (answer := await client.get(path)).status_code != status:  # noqa: ASYNC110  the service tells it to nobody
            await asyncio.sleep(0.1)
    return answer
