"""`Idempotency-Key` on users: what is sent again is done once, with the same bytes as answer."""

import asyncio
from collections import Counter

import httpx2 as httpx
import pytest
from sqlalchemy import text

from impl.settings import Settings
from impl.storage import Database
from impl.storage.postgres.idempotency import forget_expired_keys
from tests.tester import Bearer, bearer_of_tester

USERS = "/api/v1/users"
SCOPES = ("users:read", "users:write", "users:admin")
ADA = {"email": "ada@example.com", "full_name": "Ada"}


@pytest.fixture
def headers(bearer: Bearer) -> dict[str, str]:
    return {**bearer(*SCOPES), "Idempotency-Key": "a-key"}


async def number(database: Database, table: str) -> int:
    session = database.write()
    try:
        found = await session.execute(text(f"SELECT count(*) FROM {table}"))
        return int(found.scalar_one())
    finally:
        await session.close()


async def execute(database: Database, statement: str) -> None:
    session = database.write()
    await session.execute(text(statement))
    await session.commit()
    await session.close()


async def test_a_user_is_created_once(
    client: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    first = await client.post(USERS, json=ADA, headers=headers)
    spaced = b'{ "full_name": "Ada",\n"email": "ada@example.com" }'
    again = await client.post(
        USERS, content=spaced, headers={**headers, "Content-Type": "application/json"}
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert await number(database, "outbox") == 1
    other = await client.post(USERS, json=ADA, headers={**headers, "Idempotency-Key": "b-key"})
    assert other.status_code == 409


async def test_another_user_with_the_same_key_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    await client.post(USERS, json=ADA, headers=headers)
    bob = {"email": "bob@example.com", "full_name": "Bob"}
    assert (await client.post(USERS, json=bob, headers=headers)).status_code == 422


async def test_a_key_belongs_to_its_caller(
    client: httpx.AsyncClient, database: Database, settings: Settings, headers: dict[str, str]
) -> None:
    await client.post(USERS, json=ADA, headers=headers)
    other = (await bearer_of_tester(database, settings))(*SCOPES)
    answer = await client.post(USERS, json=ADA, headers={**headers, **other})
    assert (answer.status_code, "idempotency-replayed" in answer.headers) == (409, False)


async def test_a_refused_request_leaves_its_key_free(
    client: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    common = {**ADA, "password": "password123"}
    assert (await client.post(USERS, json=common, headers=headers)).status_code == 400
    assert await number(database, "idempotency_keys") == 0
    assert (await client.post(USERS, json=ADA, headers=headers)).status_code == 201


async def test_a_key_whose_time_is_over_is_a_new_one_and_is_forgotten(
    client: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    await client.post(USERS, json=ADA, headers=headers)
    assert not await forget_expired_keys(database)
    assert await number(database, "idempotency_keys") == 1
    await execute(database, "UPDATE idempotency_keys SET expires_at = now()")
    bob = {"email": "bob@example.com", "full_name": "Bob"}
    answer = await client.post(USERS, json=bob, headers=headers)
    assert (answer.status_code, "idempotency-replayed" in answer.headers) == (201, False)
    again = await client.post(USERS, json=bob, headers=headers)
    assert again.content == answer.content
    await execute(database, "UPDATE idempotency_keys SET expires_at = now()")
    assert not await forget_expired_keys(database)
    assert await number(database, "idempotency_keys") == 0


@pytest.mark.parametrize(
    "rounds", [5, pytest.param(200, marks=[pytest.mark.thorough, pytest.mark.timeout(3600)])]
)
async def test_of_fifty_at_once_one_is_done(
    patient: httpx.AsyncClient, database: Database, headers: dict[str, str], rounds: int
) -> None:
    for turn in range(rounds):
        body = {"email": f"ada{turn}@example.com", "full_name": "Ada"}
        keyed = {**headers, "Idempotency-Key": f"turn-{turn}"}
        answers = await asyncio.gather(
            *(patient.post(USERS, json=body, headers=keyed) for _ in range(50))
        )
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses.keys() <= {201, 409}
        done = [answer for answer in answers if answer.status_code == 201]
        assert len({answer.content for answer in done}) == 1
        assert sum("idempotency-replayed" not in answer.headers for answer in done) == 1
        waiting = [answer for answer in answers if answer.status_code == 409]
        assert all("retry-after" in answer.headers for answer in waiting)
    assert await number(database, "outbox") == rounds
    assert await number(database, "users WHERE deleted_at IS NULL") == rounds
