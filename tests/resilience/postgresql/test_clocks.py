"""PostgreSQL's clock jumps forward and back: the documented answer, one effect, nothing lost."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import httpx2 as httpx
import pytest

from impl.events.consuming import Consuming
from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.events.ticks import (
    CONSUMERS,
    Tick,
    create_effects,
    effects_of,
    execute,
    publish,
    rows,
)
from tests.resilience.postgresql.watching import connected
from tests.resilience.servers import started
from tests.tester import Bearer, bearer_of_tester

USERS = "/api/v1/users"
REFRESH = "/api/v1/auth/refresh"
ADA = {"email": "ada@example.com", "full_name": "Ada"}
HOUR, DAYS = timedelta(hours=1), timedelta(days=40)

Jump = Callable[[timedelta], Awaitable[None]]


@pytest.fixture
async def jump(own_postgresql: PostgreSQL) -> AsyncIterator[Jump]:
    """Set the clock ahead by so much, or back: `now()` finds one of ours first."""
    async with connected(own_postgresql.libpq_url) as admin:
        await admin.execute("""
            CREATE SCHEMA clock;
            CREATE TABLE clock.ahead AS SELECT interval '0' AS by;
            CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE
                AS 'SELECT pg_catalog.now() + by FROM clock.ahead';
            ALTER ROLE CURRENT_USER SET search_path = clock, public, pg_catalog;
        """)

        async def jump(ahead: timedelta) -> None:
            await admin.execute("UPDATE clock.ahead SET by = $1", ahead)

        yield jump
        await admin.execute("ALTER ROLE CURRENT_USER RESET search_path; DROP SCHEMA clock CASCADE")


@pytest.fixture
async def database(jump: Jump, own_settings: Settings) -> AsyncIterator[Database]:
    database = Database(own_settings)
    yield database
    await database.close()


@pytest.fixture
async def client(jump: Jump, own_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with started(own_settings) as client:
        yield client


@pytest.fixture
async def bearer(database: Database, own_settings: Settings) -> Bearer:
    return await bearer_of_tester(database, own_settings)


async def test_a_key_holds_until_its_time_is_over_and_its_effect_beyond(
    client: httpx.AsyncClient, database: Database, bearer: Bearer, jump: Jump
) -> None:
    headers = {**bearer("users:read", "users:write", "users:admin"), "Idempotency-Key": "one"}
    first = await client.post(USERS, json=ADA, headers=headers)
    assert first.status_code == 201
    for ahead in (HOUR, -DAYS, timedelta()):
        await jump(ahead)
        again = await client.post(USERS, json=ADA, headers=headers)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotency-replayed"] == "true"
    await jump(DAYS)
    late = await client.post(USERS, json=ADA, headers=headers)
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "email-taken")
    await jump(timedelta())
    assert (await client.post(USERS, json=ADA, headers=headers)).content == first.content
    made = "SELECT 1 FROM users WHERE email = 'ada@example.com'"
    assert len(await rows(database, made)) == 1


async def test_a_session_is_over_while_the_clock_says_so(
    client: httpx.AsyncClient, jump: Jump
) -> None:
    person = {"email": "eve@example.com", "password": "engines are poetical"}
    await client.post("/api/v1/auth/register", json={**person, "full_name": "Eve"})
    pair = (await client.post("/api/v1/auth/login", json=person)).json()
    for ahead, status in ((DAYS, 401), (-HOUR, 200), (timedelta(), 200), (DAYS, 401)):
        await jump(ahead)
        answer = await client.post(REFRESH, json={"refresh_token": pair["refresh_token"]})
        assert (ahead, answer.status_code) == (ahead, status)
        pair = answer.json() if status == 200 else pair


async def test_an_event_waits_for_the_clock_and_takes_effect_once(
    database: Database, own_settings: Settings, jump: Jump
) -> None:
    await create_effects(database)
    consuming = Consuming(own_settings, database, CONSUMERS, None)
    await publish(database, Tick(about="k", number=1), Tick(about="k", number=2))
    await jump(-HOUR)
    assert not await consuming.consume_one()
    await jump(HOUR)
    assert await consuming.consume_one()
    await jump(timedelta())
    assert await consuming.consume_one()
    assert not await consuming.consume_one()
    assert await effects_of(database) == [("k", 1), ("k", 2)]
    await execute(database, "DROP TABLE effects")
