"""Transactions that meet are repeated: what is told to be done is done, once, and little fails."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.postgresql.watching import connected
from tests.resilience.servers import started
from tests.security.people import USERS, People

ROUNDS = [
    pytest.param(100, id="100"),
    pytest.param(1_000, id="1,000", marks=pytest.mark.thorough),
]
AT_ONCE = 4
SLOWLY = (
    # A sequence is not rolled back, so it counts the tries that PostgreSQL ended, too.
    "CREATE SEQUENCE tries",
    "CREATE FUNCTION count_try() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM nextval('tries'); RETURN NULL; END $$",
    "CREATE TRIGGER count_try BEFORE UPDATE ON users FOR EACH STATEMENT "
    "EXECUTE FUNCTION count_try()",
    "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$",
    "CREATE TRIGGER dawdle BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION dawdle()",
)
"""Changes take a while, so that they meet on any machine."""


@pytest.fixture
async def serializable(own_postgresql: PostgreSQL) -> AsyncIterator[None]:
    """Every transaction is to be as if it were alone; PostgreSQL ends those that cannot."""
    async with connected(own_postgresql.libpq_url) as connection:
        setting = "ALTER ROLE CURRENT_USER {} default_transaction_isolation"
        for statement in (*SLOWLY, f"{setting.format('SET')} TO serializable"):
            await connection.execute(statement)
        yield
        await connection.execute("DROP FUNCTION dawdle, count_try CASCADE")
        await connection.execute("DROP SEQUENCE tries")
        await connection.execute(setting.format("RESET"))


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.usefixtures("serializable")
async def test_changes_of_one_user_at_once_all_take_effect_once(
    own_settings: Settings, own_postgresql: PostgreSQL, rounds: int
) -> None:
    settings = own_settings.model_copy(
        update={"database_pool_size": AT_ONCE, "database_pool_timeout": 5}
    )
    database = Database(settings)
    async with started(settings) as client, connected(own_postgresql.libpq_url) as watcher:
        person = await People(client, database).user()

        async def change(number: int) -> httpx.Response:
            body = {"full_name": f"Ada {number}"}
            return await client.patch(f"{USERS}/{person.id}", headers=person.headers, json=body)

        answers = []
        for start in range(0, rounds, AT_ONCE):
            answers += await asyncio.gather(*[change(start + each) for each in range(AT_ONCE)])
        tries = await watcher.fetchval("SELECT last_value FROM tries")
        published = await watcher.fetchval(
            "SELECT count(*) FROM outbox WHERE key = $1 AND type = 'user.updated'",
            f"user:{person.id}",
        )
    await database.close()
    statuses = Counter(each.status_code for each in answers)
    assert tries > rounds * 1.1, "the test is to make conflicts"
    assert statuses.keys() <= {200, 503}, statuses
    assert statuses[200] == published
    assert statuses[503] <= rounds / 100
