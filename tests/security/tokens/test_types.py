"""Every token that the service gives out, used for everything that takes one."""

from collections.abc import Awaitable, Callable

import httpx2 as httpx
import pytest

from tests.security.people import AUTH, USERS, People, Person, bearing

Use = Callable[[httpx.AsyncClient, Person, str], Awaitable[httpx.Response]]


async def _as_access(client: httpx.AsyncClient, _: Person, token: str) -> httpx.Response:
    return await client.get(f"{USERS}/me", headers=bearing(token))


async def _as_refresh(client: httpx.AsyncClient, _: Person, token: str) -> httpx.Response:
    return await client.post(f"{AUTH}/refresh", json={"refresh_token": token})


async def _as_cursor(client: httpx.AsyncClient, admin: Person, token: str) -> httpx.Response:
    query = {"cursor": token, "limit": 1}
    return await client.get(USERS, headers=admin.headers, params=query)


USES: dict[str, tuple[Use, set[int]]] = {
    "access": (_as_access, {401}),
    "refresh": (_as_refresh, {401, 422}),
    "cursor": (_as_cursor, {400, 422}),
}
"""What takes a token, and how it refuses one: by its meaning, or by the schema of its text."""


@pytest.fixture
async def tokens(client: httpx.AsyncClient, people: People, admin: Person) -> dict[str, str]:
    await people.user()
    page = await client.get(USERS, headers=admin.headers, params={"limit": 1})
    sessions = await client.get(f"{AUTH}/sessions", headers=admin.headers)
    return {
        "access": admin.access_token,
        "refresh": admin.refresh_token,
        "cursor": page.json()["next_cursor"],
        "session": sessions.json()["items"][0]["id"],
        "user": admin.id,
        "password": admin.password,
    }


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("kind", ["access", "refresh", "cursor", "session", "user", "password"])
async def test_only_what_it_is_for(
    client: httpx.AsyncClient, admin: Person, tokens: dict[str, str], kind: str, use: str
) -> None:
    send, refusals = USES[use]
    response = await send(client, admin, tokens[kind])
    if kind == use:
        assert response.status_code == 200, response.text
    else:
        assert response.status_code in refusals, response.text


async def test_a_cursor_is_good_for_its_own_list_alone(
    client: httpx.AsyncClient, admin: Person, tokens: dict[str, str]
) -> None:
    for other in ({"sort": "email"}, {"status": "active"}, {"email": "ada@example.com"}):
        query = {"cursor": tokens["cursor"], **other}
        response = await client.get(USERS, headers=admin.headers, params=query)
        assert response.status_code == 400, response.text
