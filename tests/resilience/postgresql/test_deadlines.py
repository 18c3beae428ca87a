"""`x-timeout`: the statement that a request waits for ends with its deadline, on the server too."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from exactapi.runtime import Timeout
from sqlalchemy import text

from generated.routers import users
from impl.features.users import handlers
from impl.routers import ROUTERS
from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.postgresql.watching import connected, idle_sessions, sessions
from tests.resilience.servers import started
from tests.security.people import USERS, People

DEADLINE = Timeout(seconds=0.5)
STATEMENT = "SELECT pg_sleep(60)"
RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE query = $1 AND state = 'active'"
ROUNDS = 6
POOL = 2


class SlowUsers(handlers.Users):
    """Writes, and then waits for PostgreSQL longer than any limit."""

    async def update_user(self, *, id: Any, body: Any) -> Any:
        changed = await super().update_user(id=id, body=body)
        await self._context.unit_of_work.write.execute(text(STATEMENT))
        return changed


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service with an operation that is slow, and has a deadline."""
    monkeypatch.setattr(users, "UPDATE_USER", replace(users.UPDATE_USER, timeout=DEADLINE))
    others = [router for router in ROUTERS if router.tags != ["users"]]
    monkeypatch.setattr("impl.app.ROUTERS", [*others, users.users_router(SlowUsers)])


@pytest.mark.usefixtures("slow")
async def test_the_statement_is_cancelled_and_the_change_undone(
    own_settings: Settings, own_postgresql: PostgreSQL
) -> None:
    settings = own_settings.model_copy(
        update={"database_pool_size": POOL, "database_command_timeout": 60}
    )
    database = Database(settings)
    url = own_postgresql.libpq_url
    async with started(settings) as client, connected(url) as watcher:
        person = await People(client, database).user()
        path = f"{USERS}/{person.id}"
        before = (await client.get(path, headers=person.headers)).json()
        for number in range(ROUNDS):
            asked = asyncio.create_task(
                client.patch(path, headers=person.headers, json={"full_name": f"Ada {number}"})
            )
            await until_running(watcher)
            answer = await asked
            assert answer.status_code == 503, answer.text
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["retry-after"] == "1"
            # PostgreSQL itself has stopped, long before its own limit.
            seen = await idle_sessions(watcher)
            assert seen.are_idle, seen
            assert not await watcher.fetchval(RUNNING, STATEMENT)
        assert (await client.get(path, headers=person.headers)).json() == before
        # More rounds than the pool has places, and each can still be used.
        answers = await asyncio.gather(
            *[client.get(path, headers=person.headers) for _ in range(POOL * 4)]
        )
        assert {each.status_code for each in answers} == {200}
        assert (await sessions(watcher)).open <= POOL + 1  # one of the tests' own
    await database.close()


async def until_running(watcher: Any) -> None:
    async with asyncio.timeout(10):
        while not await watcher.fetchval(RUNNING, STATEMENT):  # noqa: ASYNC110  no event tells it
            await asyncio.sleep(0.01)
