"""Guessing passwords: few guesses are looked at, from any client and in any way.

The limits are those of the document, unscaled. An answer 429 says that a guess was not looked at.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from impl.app import create_app
from impl.settings import Settings
from tests.operations import OPERATIONS
from tests.security.people import AUTH, USERS, People, Person

pytestmark = pytest.mark.slow

AttachedTo = Callable[[str], AbstractAsyncContextManager[httpx.AsyncClient]]

QUOTAS: dict[str, int] = {
    limit["name"]: limit["limit"]
    for operation in ("logIn", "register", "changePassword", "updateMe")
    for limit in (
        OPERATIONS[operation].declared["x-rate-limit"]
        if isinstance(OPERATIONS[operation].declared["x-rate-limit"], list)
        else [OPERATIONS[operation].declared["x-rate-limit"]]
    )
}
"""Requests that are admitted at once, by the limit's name; more come back within minutes."""


@pytest.fixture
async def limited(settings: Settings, redis: Redis) -> AsyncIterator[FastAPI]:
    """The limits as they are in production, nothing used up."""
    app = create_app(settings.model_copy(update={"rate_limit_scale": 1}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def from_address(limited: FastAPI) -> AttachedTo:
    @asynccontextmanager
    async def connect(address: str) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(limited, client=(address, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield client

    return connect


async def guess(
    client: httpx.AsyncClient, email: str, password: str = "a wrong guess", **request: Any
) -> httpx.Response:
    body = {"email": email, "password": password}
    return await client.post(f"{AUTH}/login", json=body, **request)


def counted(responses: Iterable[httpx.Response]) -> Counter[int]:
    """Return the statuses; each 429 says when to come back."""
    responses = list(responses)
    for response in responses:
        if response.status_code == 429:
            assert response.headers["content-type"] == "application/problem+json"
            assert 1 <= int(response.headers["retry-after"]) <= 900
    return Counter(response.status_code for response in responses)


async def test_a_thousand_guesses_from_a_hundred_addresses(
    from_address: AttachedTo, people: People
) -> None:
    who = await people.user()
    answers = []
    for number in range(100):
        async with from_address(f"10.0.0.{number}") as client:
            answers += [await guess(client, who.email) for _ in range(10)]
    statuses = counted(answers)
    assert statuses.keys() == {401, 429}
    # The account's limit, and what comes back of it while this runs.
    assert statuses[401] <= QUOTAS["login-account"] + 5


async def test_guesses_at_once_are_counted_before_they_are_looked_at(
    from_address: AttachedTo, people: People
) -> None:
    who = await people.user()
    async with from_address("10.0.0.1") as client:
        answers = await asyncio.gather(*(guess(client, who.email) for _ in range(50)))
    statuses = counted(answers)
    assert statuses.keys() <= {401, 429}
    assert statuses[401] <= QUOTAS["login-attempt"]


@pytest.mark.parametrize("way", ["login", "token"])
async def test_one_address_cannot_lock_the_owner_out(
    from_address: AttachedTo, people: People, way: str
) -> None:
    who = await people.user()
    async with from_address("10.0.0.1") as client:
        answers = [await guess(client, who.email) for _ in range(3 * QUOTAS["login-account"])]
    assert counted(answers)[401] <= QUOTAS["login-attempt"] + 1
    async with from_address("10.0.0.2") as client:
        if way == "login":
            response = await guess(client, who.email, who.password)
        else:
            form = {"grant_type": "password", "username": who.email, "password": who.password}
            response = await client.post(f"{AUTH}/token", data=form)
    assert response.status_code == 200, response.text


DISGUISES: dict[str, Callable[[int], dict[str, Any]]] = {
    "X-Forwarded-For": lambda n: {"headers": {"x-forwarded-for": f"10.9.9.{n}"}},
    "Forwarded": lambda n: {"headers": {"forwarded": f"for=10.9.9.{n}"}},
    "X-Real-IP": lambda n: {"headers": {"x-real-ip": f"10.9.9.{n}"}},
    "True-Client-IP": lambda n: {"headers": {"true-client-ip": f"10.9.9.{n}"}},
    "User-Agent": lambda n: {"headers": {"user-agent": f"browser {n}"}},
    "X-Request-Id": lambda n: {"headers": {"x-request-id": f"{n:032}"}},
    "a token": lambda n: {"headers": {"authorization": f"Bearer a.b.{n}"}},
    "the password": lambda n: {"password": f"guess number {n}"},
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES.keys())
async def test_a_disguise_gives_no_more_guesses(
    from_address: AttachedTo, people: People, disguise: Callable[[int], dict[str, Any]]
) -> None:
    who = await people.user()
    async with from_address("10.0.0.1") as client:
        answers = [await guess(client, who.email, **disguise(number)) for number in range(20)]
    assert counted(answers)[401] <= QUOTAS["login-attempt"]


async def test_another_spelling_or_way_in_gives_no_more_guesses(
    from_address: AttachedTo, people: People
) -> None:
    who = await people.user()
    spellings = (who.email, who.email.upper(), who.email.title(), who.email.swapcase())
    async with from_address("10.0.0.1") as client:
        answers = [await guess(client, spelling) for spelling in spellings * 3]
        for spelling in spellings * 3:
            form = {"grant_type": "password", "username": spelling, "password": "wrong guess"}
            answers.append(await client.post(f"{AUTH}/token", data=form))
    statuses = counted(answers)
    assert statuses[401] + statuses[400] <= QUOTAS["login-attempt"]


async def test_addresses_of_one_network_are_one(from_address: AttachedTo, people: People) -> None:
    """A client with an IPv6 address has 2**64 of them."""
    who = await people.user()
    answers = []
    for number in range(20):
        async with from_address(f"2001:db8:0:1::{number:x}") as client:
            answers.append(await guess(client, who.email))
    assert counted(answers)[401] <= QUOTAS["login-attempt"]


async def test_the_right_password_does_not_give_itself_away_while_locked(
    from_address: AttachedTo, people: People
) -> None:
    who = await people.user()
    async with from_address("10.0.0.1") as client:
        while (await guess(client, who.email)).status_code != 429:
            pass
        wrong = await guess(client, who.email)
        right = await guess(client, who.email, who.password)
    assert wrong.status_code == right.status_code == 429
    assert without_time(wrong) == without_time(right)
    assert wrong.headers.keys() == right.headers.keys()


def without_time(response: httpx.Response) -> dict[str, Any]:
    problem = response.json()
    return {name: problem[name] for name in problem.keys() - {"instance", "detail"}}


async def test_nobody_else_can_lock_a_person_out(from_address: AttachedTo, people: People) -> None:
    who = await people.user()
    async with from_address("10.6.6.6") as thief:
        counted([await guess(thief, who.email) for _ in range(30)])
        assert (await guess(thief, who.email, who.password)).status_code == 429
    async with from_address("10.0.0.1") as owner:
        assert (await guess(owner, who.email, who.password)).status_code == 200


async def test_logging_in_is_no_guess(from_address: AttachedTo, people: People) -> None:
    who = await people.user()
    async with from_address("10.0.0.1") as client:
        for _ in range(3 * QUOTAS["login-attempt"]):
            assert (await guess(client, who.email, who.password)).status_code == 200


async def test_an_own_account_does_not_forgive_guesses_at_another(
    from_address: AttachedTo, people: People
) -> None:
    victim, thief = await people.user(), await people.user()
    answers = []
    async with from_address("10.0.0.1") as client:
        for _ in range(20):
            answers.append(await guess(client, victim.email))
            await guess(client, thief.email, thief.password)
    assert counted(answers)[401] <= QUOTAS["login-attempt"]


async def test_a_stolen_session_does_not_guess_the_password(
    from_address: AttachedTo, people: People
) -> None:
    who = await people.user()
    again = await people.log_in(who)
    answers = []
    async with from_address("10.0.0.1") as client:
        for number in range(20):
            body = {"current_password": f"guess {number}", "new_password": "wrong mule clip"}
            headers = (who, again)[number % 2].headers
            answers.append(await client.post(f"{AUTH}/password", headers=headers, json=body))
    assert counted(answers)[403] <= QUOTAS["password"]


async def test_accounts_cannot_be_made_in_bulk(from_address: AttachedTo, database: object) -> None:
    answers = []
    async with from_address("10.0.0.1") as client:
        for _ in range(30):
            body = OPERATIONS["register"].request().body
            answers.append(await client.post(f"{AUTH}/register", json=body))
    statuses = counted(answers)
    assert statuses.keys() == {201, 429}
    assert statuses[201] <= QUOTAS["register"]


@pytest.mark.parametrize("way", ["PATCH me", "PATCH", "PUT"])
async def test_addresses_cannot_be_tried_in_bulk_by_moving_to_them(
    from_address: AttachedTo, people: People, way: str
) -> None:
    who, other = await people.user(), await people.user()
    method, _, me = way.partition(" ")
    path = f"{USERS}/{me or who.id}"
    answers = []
    for number in range(30):
        async with from_address(f"10.0.{number}.1") as client:
            body = {"email": other.email, "full_name": "Ada"}
            answers.append(await client.request(method, path, headers=who.headers, json=body))
    statuses = counted(answers)
    assert statuses.keys() == {409, 429}
    assert statuses[409] <= QUOTAS["new-address"]


async def test_a_name_may_be_changed_as_often_as_any(
    from_address: AttachedTo, people: People
) -> None:
    who = await people.user()
    async with from_address("10.0.0.1") as client:
        for number in range(3 * QUOTAS["new-address"]):
            body = {"email": who.email.upper(), "full_name": f"Ada {number}"}
            answer = await client.put(f"{USERS}/{who.id}", headers=who.headers, json=body)
            assert answer.status_code == 200, answer.text


async def test_the_general_limit_is_each_principals_own(
    from_address: AttachedTo, people: People
) -> None:
    loud, quiet = await people.user(), await people.user()

    async def ask(client: httpx.AsyncClient, who: Person) -> httpx.Response:
        return await client.get(f"{USERS}/me", headers=who.headers)

    async with from_address("10.0.0.1") as client:
        for _ in range(10_000):  # many more than the quota, which a slow machine sees refilled
            if (await ask(client, loud)).status_code == 429:
                break
        else:
            pytest.fail("the general limit was never reached")
        assert (await ask(client, quiet)).status_code == 200
