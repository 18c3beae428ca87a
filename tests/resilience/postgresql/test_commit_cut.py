"""A connection that is cut at the COMMIT: nobody knows what became of it, and a key tells."""

import asyncio

import httpx2 as httpx
import pytest
from sqlalchemy import text

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.postgresql.cutting import Moment, cutter
from tests.resilience.servers import started
from tests.tester import bearer_of_tester

USERS = "/api/v1/users"


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_request_whose_commit_is_cut_is_done_once(
    own_settings: Settings, own_postgresql: PostgreSQL, moment: Moment, rounds: int
) -> None:
    database = Database(own_settings)
    scopes = (await bearer_of_tester(database, own_settings))(
        "users:read", "users:write", "users:admin"
    )
    async with cutter(own_postgresql) as cut:
        settings = own_settings.model_copy(
            update={
                "database_url": type(own_settings.database_url)(cut.url_of(own_postgresql)),
                "database_command_timeout": 30,
            }
        )
        async with started(settings) as client:
            for turn in range(rounds):
                name = f"{moment}-{turn}-of-{rounds}"
                request = {
                    "headers": {**scopes, "Idempotency-Key": name},
                    "json": {"email": f"{name}@example.com", "full_name": "Ada"},
                }
                cut.moment = moment
                first = await client.post(USERS, **request)
                assert cut.cuts == turn + 1
                assert first.status_code == 503, first.text
                assert "retry-after" in first.headers
                again = await sent_again(client, request)
                assert again.status_code == 201, again.text
                # What was committed is answered as it was then; what was not is done now.
                assert ("idempotency-replayed" in again.headers) == (moment == "after")
                assert (await client.get(again.headers["location"], headers=scopes)).is_success
    session = database.write()
    found = await session.execute(
        text("SELECT count(*), count(DISTINCT email) FROM users WHERE email LIKE :mine"),
        mine=f"{moment}-%-of-{rounds}@example.com",
    )
    assert tuple(found.one()) == (rounds, rounds)
    events = await session.execute(
        text("SELECT count(*) FROM outbox WHERE payload->>'email' LIKE :mine"),
        mine=f"{moment}-%-of-{rounds}@example.com",
    )
    assert events.scalar_one() == rounds
    await session.close()
    await database.close()


async def sent_again(client: httpx.AsyncClient, request: dict[str, object]) -> httpx.Response:
    """Repeat it while PostgreSQL has not noticed that the first is gone."""
    async with asyncio.timeout(30):
        while True:
            answer = await client.post(USERS, **request)
            if answer.status_code != 409 or "retry-after" not in answer.headers:
                return answer
            await asyncio.sleep(0.02)
