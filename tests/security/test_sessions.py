"""Sessions end when they are said to end: on every instance, and whatever happens to Valkey.

RFC 9700, sections 2.2.2 and 4.14; two applications on the same servers stand for two workers.
"""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2 as httpx
import pytest
from redis.asyncio import Redis

from impl.app import create_app
from impl.settings import Settings
from tests.security.conftest import Rows
from tests.security.people import AUTH, PASSWORD, USERS, People, Person, bearing

SOON = 1.0
"""Seconds in which the end of a session takes effect everywhere."""
GRACE = 2


@pytest.fixture
async def elsewhere(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A second instance, which remembers verified tokens of its own."""
    app = create_app(settings.model_copy(update={"rate_limits_enabled": False}))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client


@pytest.fixture
async def impatient(settings: Settings, database: object) -> AsyncIterator[httpx.AsyncClient]:
    """An instance whose grace for used refresh tokens is over soon."""
    changes = {"rate_limits_enabled": False, "refresh_token_grace_seconds": GRACE}
    app = create_app(settings.model_copy(update=changes))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client


async def works(client: httpx.AsyncClient, token: str) -> bool:
    response = await client.get(f"{USERS}/me", headers=bearing(token))
    assert response.status_code in {200, 401}, response.text
    return response.status_code == 200


async def refreshed(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(f"{AUTH}/refresh", json={"refresh_token": token})


def session_of(token: str) -> str:
    segment = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    found: str = claims["sid"]
    return found


End = Callable[[httpx.AsyncClient, Person, Person], Awaitable[httpx.Response]]


async def _log_out(client: httpx.AsyncClient, who: Person, _: Person) -> httpx.Response:
    return await client.post(f"{AUTH}/logout", headers=who.headers)


async def _log_out_everywhere(client: httpx.AsyncClient, who: Person, _: Person) -> httpx.Response:
    return await client.post(f"{AUTH}/logout-all", headers=who.headers)


async def _end_by_id(client: httpx.AsyncClient, who: Person, _: Person) -> httpx.Response:
    path = f"{AUTH}/sessions/{session_of(who.access_token)}"
    return await client.delete(path, headers=who.headers)


async def _change_password_elsewhere(
    client: httpx.AsyncClient, who: Person, _: Person
) -> httpx.Response:
    other = await People(client, None).log_in(who)
    body = {"current_password": who.password, "new_password": "wrong mule accumulator clip"}
    return await client.post(f"{AUTH}/password", headers=other.headers, json=body)


async def _disable(client: httpx.AsyncClient, who: Person, admin: Person) -> httpx.Response:
    body = {"role": "user", "status": "disabled"}
    return await client.put(f"{USERS}/{who.id}/access", headers=admin.headers, json=body)


async def _promote(client: httpx.AsyncClient, who: Person, admin: Person) -> httpx.Response:
    body = {"role": "admin", "status": "active"}
    return await client.put(f"{USERS}/{who.id}/access", headers=admin.headers, json=body)


async def _delete(client: httpx.AsyncClient, who: Person, admin: Person) -> httpx.Response:
    return await client.delete(f"{USERS}/{who.id}", headers=admin.headers)


async def _reuse(client: httpx.AsyncClient, who: Person, _: Person) -> httpx.Response:
    """Return a thief's refresh token, two generations old."""
    first = (await refreshed(client, who.refresh_token)).json()["refresh_token"]
    await refreshed(client, first)
    response = await refreshed(client, who.refresh_token)
    assert response.status_code == 401, response.text
    return httpx.Response(204)


ENDS: dict[str, End] = {
    "log out": _log_out,
    "log out everywhere": _log_out_everywhere,
    "end the session": _end_by_id,
    "change the password elsewhere": _change_password_elsewhere,
    "disable": _disable,
    "change the role": _promote,
    "delete": _delete,
    "reuse a refresh token": _reuse,
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
async def test_the_end_is_felt_everywhere_and_for_good(
    client: httpx.AsyncClient,
    elsewhere: httpx.AsyncClient,
    people: People,
    admin: Person,
    redis: Redis,
    end: End,
) -> None:
    who = await people.user()
    both = (client, elsewhere)
    for instance in both:  # each has seen the token, and Valkey vouches for the session
        assert await works(instance, who.access_token)
    response = await end(client, who, admin)
    assert response.is_success, response.text
    deadline = time.monotonic() + SOON
    for instance in both:
        while await works(instance, who.access_token):
            assert time.monotonic() < deadline
    for instance in both:
        assert (await refreshed(instance, who.refresh_token)).status_code == 401
    await redis.flushdb()
    for instance in both:
        assert not await works(instance, who.access_token), "revived by an empty Valkey"
        assert (await refreshed(instance, who.refresh_token)).status_code == 401


async def test_only_the_session_that_logs_out_ends(
    client: httpx.AsyncClient, people: People
) -> None:
    phone = await people.user()
    laptop = await people.log_in(phone)
    assert (await _log_out(client, phone, phone)).status_code == 204
    assert not await works(client, phone.access_token)
    assert await works(client, laptop.access_token)


async def test_a_password_change_keeps_the_session_that_asks(
    client: httpx.AsyncClient, people: People
) -> None:
    phone = await people.user()
    laptop = await people.log_in(phone)
    body = {"current_password": PASSWORD, "new_password": "wrong mule accumulator clip"}
    response = await client.post(f"{AUTH}/password", headers=phone.headers, json=body)
    assert response.status_code == 204
    assert await works(client, phone.access_token)
    assert not await works(client, laptop.access_token)


async def test_rotation_within_the_grace_answers_the_same_successor(
    client: httpx.AsyncClient, people: People
) -> None:
    who = await people.user()
    answers = [(await refreshed(client, who.refresh_token)).json() for _ in range(3)]
    assert len({answer["refresh_token"] for answer in answers}) == 1
    assert answers[0]["refresh_token"] != who.refresh_token
    assert await works(client, answers[0]["access_token"])


@pytest.mark.slow
async def test_reuse_after_the_grace_ends_the_session_although_it_is_refused(
    impatient: httpx.AsyncClient, database: object, people: People, rows: Rows
) -> None:
    """The end is committed before the 401: what rolls the request back must not revive it."""
    who = await people.user()
    successor = (await refreshed(impatient, who.refresh_token)).json()
    await asyncio.sleep(GRACE + 0.5)
    assert await works(impatient, successor["access_token"])
    response = await refreshed(impatient, who.refresh_token)
    assert response.status_code == 401
    (session,) = await rows.all("sessions")
    assert session["revoked_at"] is not None
    assert not await works(impatient, successor["access_token"])
    assert (await refreshed(impatient, successor["refresh_token"])).status_code == 401


async def test_tokens_are_stored_as_digests_only(people: People, rows: Rows) -> None:
    who = await people.user()
    stored = repr(await rows.all("sessions"))
    for token in (who.access_token, who.refresh_token):
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        assert claims["jti"] not in stored
        assert token not in stored
        assert token.split(".")[2] not in stored


AT_ONCE = 50


@pytest.mark.parametrize("rounds", [2, pytest.param(100, marks=pytest.mark.thorough)])
async def test_refreshes_at_once_have_one_successor(
    client: httpx.AsyncClient,
    elsewhere: httpx.AsyncClient,
    people: People,
    rows: Rows,
    rounds: int,
) -> None:
    token = (await people.user()).refresh_token
    for number in range(rounds):
        requests = [refreshed((client, elsewhere)[turn % 2], token) for turn in range(AT_ONCE)]
        answers = await asyncio.gather(*requests)
        served = [answer for answer in answers if answer.status_code == 200]
        # What a pool of five connections cannot take in time is told to come back.
        assert {answer.status_code for answer in answers} <= {200, 503}, number
        successors = {answer.json()["refresh_token"] for answer in served}
        assert len(successors) == 1, number
        (session,) = await rows.all("sessions")
        assert session["revoked_at"] is None, number
        (token,) = successors
    assert (await refreshed(client, token)).status_code == 200


@pytest.mark.parametrize("rounds", [5, pytest.param(100, marks=pytest.mark.thorough)])
async def test_nobody_slips_in_while_the_account_is_disabled(
    client: httpx.AsyncClient, people: People, admin: Person, rounds: int
) -> None:
    """Logging in and refreshing race against the administrator; no session may survive."""
    for _ in range(rounds):
        who = await people.user()
        body = {"email": who.email, "password": who.password}
        answers = await asyncio.gather(
            *(client.post(f"{AUTH}/login", json=body) for _ in range(4)),
            refreshed(client, who.refresh_token),
            _disable(client, who, admin),
        )
        assert answers[-1].status_code == 200
        assert {answer.status_code for answer in answers} <= {200, 401, 503}
        for answer in answers[:-1]:
            if answer.status_code == 200:
                assert not await works(client, answer.json()["access_token"])


@pytest.mark.parametrize("rounds", [5, pytest.param(100, marks=pytest.mark.thorough)])
async def test_nobody_slips_in_with_the_old_password(
    client: httpx.AsyncClient, people: People, rounds: int
) -> None:
    for _ in range(rounds):
        who = await people.user()
        body = {"email": who.email, "password": who.password}
        change = {"current_password": who.password, "new_password": "wrong mule accumulator"}
        answers = await asyncio.gather(
            *(client.post(f"{AUTH}/login", json=body) for _ in range(4)),
            client.post(f"{AUTH}/password", headers=who.headers, json=change),
        )
        assert answers[-1].status_code == 204
        for answer in answers[:-1]:
            if answer.status_code == 200:
                assert not await works(client, answer.json()["access_token"])
