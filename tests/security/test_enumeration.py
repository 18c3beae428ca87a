"""A login does not reveal which accounts exist: not by status, body, headers or time."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from tests.security.people import AUTH, PASSWORD, USERS, People, Person

LogIn = Callable[[httpx.AsyncClient, str, str], Awaitable[httpx.Response]]

VARYING = {"x-request-id", "server-timing", "ratelimit"}
"""Headers that tell one request from another."""


async def _by_json(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post(f"{AUTH}/login", json={"email": email, "password": password})


async def _by_form(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    form = {"grant_type": "password", "username": email, "password": password}
    return await client.post(f"{AUTH}/token", data=form)


@pytest.fixture
async def addresses(client: httpx.AsyncClient, people: People, admin: Person) -> dict[str, str]:
    """By what is the matter with them; `PASSWORD` is right where there is one."""
    without_password = f"{uuid4().hex}@example.com"
    body = {"email": without_password, "full_name": "Ada"}
    response = await client.post(USERS, headers=admin.headers, json=body)
    assert response.status_code == 201, response.text
    return {
        "unknown": f"{uuid4().hex}@example.com",
        "disabled": (await people.disabled(admin)).email,
        "deleted": (await people.deleted()).email,
        "without a password": without_password,
    }


@pytest.mark.parametrize("log_in", [_by_json, _by_form])
async def test_by_status_body_or_headers(
    client: httpx.AsyncClient, people: People, addresses: dict[str, str], log_in: LogIn
) -> None:
    known = await people.user()
    reference = seen(await log_in(client, known.email, "a wrong password"))
    for matter, address in addresses.items():
        for password in (PASSWORD, "a wrong password"):
            assert seen(await log_in(client, address, password)) == reference, matter


def seen(response: httpx.Response) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Return what a client sees, but for what names the request."""
    body = {name: value for name, value in response.json().items() if name != "instance"}
    headers = {name: value for name, value in response.headers.items() if name not in VARYING}
    return response.status_code, body, headers


COST = 6
"""High enough that its absence would show among everything else that takes time."""
SAMPLES = 800
"""Of each; chance alone then leaves the bounds once in two thousand runs."""


@pytest.fixture
async def slow(settings: Settings, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    changes = {"rate_limits_enabled": False, "password_hash_cost": COST}
    app = create_app(settings.model_copy(update=changes))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client


@pytest.mark.thorough
@pytest.mark.parametrize("matter", ["unknown", "disabled", "without a password"])
@pytest.mark.parametrize("log_in", [_by_json, _by_form])
async def test_by_time(
    slow: httpx.AsyncClient, matter: str, log_in: LogIn, database: Database
) -> None:
    """Ranks, not seconds: a guess from the time alone is hardly better than a coin."""
    people = People(slow, database)
    admin = await people.admin()
    known = (await people.user()).email
    other = f"{uuid4().hex}@example.com"
    if matter == "disabled":
        other = (await people.disabled(admin)).email
    elif matter == "without a password":
        body = {"email": other, "full_name": "Ada"}
        await slow.post(USERS, headers=admin.headers, json=body)
    times: dict[str, list[float]] = {known: [], other: []}
    for number in range(2 * SAMPLES):
        email = (known, other)[number % 2]
        began = time.perf_counter()
        await log_in(slow, email, "a wrong password")
        times[email].append(time.perf_counter() - began)
    rank = area_under_curve(times[known], times[other])
    print(f"\n{matter}: AUC {rank:.3f}")
    assert 0.45 <= rank <= 0.55


def area_under_curve(some: list[float], others: list[float]) -> float:
    """Return how often a time of `some` is the longer one (Mann-Whitney U, as a share)."""
    wins = sum((a > b) + 0.5 * (a == b) for a in some for b in others)
    return wins / (len(some) * len(others))
