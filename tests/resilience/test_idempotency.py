"""A worker killed with -9 in a keyed request: whoever sends it again finds one effect."""

import asyncio

import pytest
from sqlalchemy import text

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.resilience.events.test_worker_killed import workers_that_die
from tests.resilience.servers import started
from tests.tester import bearer_of_tester

USERS = "/api/v1/users"
BEFORE_THE_COMMIT = "impl.storage.postgres.sessions:UnitOfWork.commit"
BEFORE_THE_REPLY = "exactapi.response.raw:RawResponse.send"


@pytest.mark.parametrize(
    "rounds", [2, pytest.param(200, marks=[pytest.mark.thorough, pytest.mark.timeout(3600)])]
)
@pytest.mark.parametrize(
    ("dies_in", "is_replayed"), [(BEFORE_THE_COMMIT, False), (BEFORE_THE_REPLY, True)]
)
async def test_a_cut_request_is_done_once(
    own_settings: Settings,
    own_postgresql: PostgreSQL,
    own_valkey: Valkey,
    dies_in: str,
    is_replayed: bool,
    rounds: int,
) -> None:
    settings = own_settings.model_copy(
        update={"redis_timeout": 2, "redis_patience": 2, "database_command_timeout": 10.0}
    )
    database = Database(settings)
    bearer = await bearer_of_tester(database, settings)
    async with started(settings) as client, workers_that_die(settings) as kill:
        for turn in range(rounds):
            name = f"{dies_in.rpartition('.')[2]}-{turn}-of-{rounds}"
            headers = {
                **bearer("users:read", "users:write", "users:admin"),
                "Idempotency-Key": name,
            }
            body = {"email": f"{name}@example.com", "full_name": "Ada"}
            request = {"method": "POST", "url": USERS, "headers": headers, "body": body}
            await kill({**request, "dies_in": dies_in})
            async with asyncio.timeout(60):
                answer = await client.post(USERS, json=body, headers=headers)
                while answer.status_code == 409 and "retry-after" in answer.headers:
                    await asyncio.sleep(0.05)  # PostgreSQL has not noticed the death yet
                    answer = await client.post(USERS, json=body, headers=headers)
            assert answer.status_code == 201, answer.text
            assert ("idempotency-replayed" in answer.headers) == is_replayed
            session = database.write()
            events = await session.execute(
                text("SELECT count(*) FROM outbox WHERE payload->>'email' = :email"),
                email=body["email"],
            )
            assert events.scalar_one() == 1
            await session.close()
    await database.close()
