"""Where passwords are set, those of breaches are refused, if a service that knows them is named."""

from collections.abc import AsyncIterator
from hashlib import sha1

import httpx2 as httpx
import pytest

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from tests.api.answers import assert_problem
from tests.factories import RegistrationFactory
from tests.peer import Peer, running

REGISTER = "/api/v1/auth/register"
BREACHED = "known from a breach"
SUFFIX = sha1(BREACHED.encode()).hexdigest().upper()[5:]


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running() as peer:
        peer.says(200, body=f"{SUFFIX}:7\r\n".encode())
        yield peer


@pytest.fixture
async def client(
    settings: Settings, database: Database, peer: Peer
) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(_env_file=None, **dict(settings) | {"pwned_passwords_url": peer.url}))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://testserver"
        ) as client,
    ):
        yield client


async def register(client: httpx.AsyncClient, password: str) -> httpx.Response:
    body = RegistrationFactory.build(password=password).model_dump(mode="json")
    return await client.post(REGISTER, json=body)


async def test_a_breached_password_is_refused_like_a_common_one(client: httpx.AsyncClient) -> None:
    response = await register(client, BREACHED)
    assert_problem(response, 400, "urn:problem-type:common-password")
    assert response.json()["detail"] == "This password is known from a breach; choose another one."


async def test_another_one_is_taken(client: httpx.AsyncClient, peer: Peer) -> None:
    assert (await register(client, "an entirely different one")).status_code == 201
    assert len(peer.requests) == 1


async def test_one_may_not_change_to_it(client: httpx.AsyncClient) -> None:
    body = RegistrationFactory.build().model_dump(mode="json")
    assert (await client.post(REGISTER, json=body)).status_code == 201
    tokens = await client.post(
        "/api/v1/auth/login", json={k: body[k] for k in ("email", "password")}
    )
    response = await client.post(
        "/api/v1/auth/password",
        json={"current_password": body["password"], "new_password": BREACHED},
        headers={"Authorization": f"Bearer {tokens.json()['access_token']}"},
    )
    assert_problem(response, 400, "urn:problem-type:common-password")


async def test_the_call_carries_the_id_of_the_request(
    client: httpx.AsyncClient, peer: Peer
) -> None:
    response = await register(client, "an entirely different one")
    assert peer.requests[0].headers["x-request-id"] == response.headers["x-request-id"]


async def test_while_the_service_is_away_passwords_are_taken(
    client: httpx.AsyncClient, peer: Peer
) -> None:
    peer.says(503)
    assert (await register(client, BREACHED)).status_code == 201
