"""Clients that hang up in the middle leave nothing behind: no connection, transaction or lock."""

import asyncio
import json
import random
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from impl.storage import Database
from scripts.fuzz.service import RunningService, running_service
from tests.resilience.postgresql.watching import connected, idle_sessions
from tests.security.people import USERS, People, Person
from tests.service import settings_for

CANCELS = [
    pytest.param(300, id="300"),
    pytest.param(2_000, id="2,000", marks=pytest.mark.thorough),
]
POOL = 4
AT_ONCE = 20


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running_service(database_pool_size=POOL) as running:
        yield running


@pytest.mark.parametrize("cancels", CANCELS)
async def test_a_storm_of_hang_ups_leaves_nothing_behind(
    service: RunningService, cancels: int
) -> None:
    url = str(service.settings["database_url"]).replace("postgresql+asyncpg", "postgresql", 1)
    database = Database(settings_for(url, str(service.settings["redis_url"])))
    patient = httpx.AsyncClient(base_url=service.url, timeout=60)  # a busy machine loses nothing
    async with patient as client, connected(url) as watcher:
        people = [await People(client, database).user() for _ in range(4)]
        await database.close()
        moments = random.Random(7)
        for start in range(0, cancels, AT_ONCE):
            await asyncio.gather(
                *[
                    hang_up(service.url, people[number % 4], number, moments.uniform(0, 0.02))
                    for number in range(start, min(start + AT_ONCE, cancels))
                ]
            )
        seen = await idle_sessions(watcher)
        assert seen.are_idle, seen
        assert seen.open <= POOL
        # Every connection of the pool can still be used, and each answer is its asker's own.
        answers = await asyncio.gather(
            *[client.get(f"{USERS}/me", headers=people[number % 4].headers) for number in range(40)]
        )
        assert [each.status_code for each in answers] == [200] * 40
        assert [each.json()["id"] for each in answers] == [
            people[number % 4].id for number in range(40)
        ]


async def hang_up(url: str, person: Person, number: int, moment: float) -> None:
    """Ask, and close the socket after so many seconds, whatever has come by then."""
    address = urlsplit(url)
    _, writer = await asyncio.open_connection(address.hostname, address.port)
    body = json.dumps({"full_name": f"Ada {number}"}).encode()
    method, content = ("PATCH", body) if number % 2 else ("GET", b"")
    head = [
        f"{method} {USERS}/{person.id} HTTP/1.1",
        f"Host: {address.netloc}",
        f"Authorization: Bearer {person.access_token}",
    ]
    if content:
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    writer.write("\r\n".join([*head, "", ""]).encode() + content)
    await writer.drain()
    await asyncio.sleep(moment)
    writer.transport.abort()
