"""The `ETag` of a user: nothing is sent twice, and no change is lost."""

import asyncio
from typing import Any

import httpx2 as httpx
import pytest

from tests.api.answers import assert_problem
from tests.api.conftest import Person
from tests.tester import Bearer

USERS = "/api/v1/users"
MINE = "/api/v1/users/me"


@pytest.fixture
def headers(bearer: Bearer) -> dict[str, str]:
    return bearer("users:read", "users:write", "users:admin")


@pytest.fixture
async def user(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    body = {"email": "ada@example.com", "full_name": "Ada"}
    made = await client.post(USERS, json=body, headers=headers)
    return await client.get(made.headers["location"], headers=headers)


def url(user: httpx.Response) -> str:
    return f"{USERS}/{user.json()['id']}"


async def test_a_user_that_has_not_changed_is_not_sent_again(
    client: httpx.AsyncClient, headers: dict[str, str], user: httpx.Response
) -> None:
    tag = user.headers["etag"]
    same = await client.get(url(user), headers={**headers, "If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    changed = await client.patch(url(user), json={"full_name": "Ada King"}, headers=headers)
    other = await client.get(url(user), headers={**headers, "If-None-Match": tag})
    assert (other.status_code, other.headers["etag"]) == (200, changed.headers["etag"])
    assert changed.headers["etag"] != tag


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("PATCH", {"json": {"full_name": "Eve"}}),
    ("PUT", {"json": {"full_name": "Eve", "email": "eve@example.com"}}),
    ("DELETE", {}),
]


@pytest.mark.parametrize(("method", "options"), CHANGES)
async def test_a_change_of_a_version_that_is_gone_is_refused(
    client: httpx.AsyncClient,
    headers: dict[str, str],
    user: httpx.Response,
    method: str,
    options: dict[str, Any],
) -> None:
    conditional = {**headers, "If-Match": user.headers["etag"]}
    access = {"role": "user", "status": "disabled"}
    await client.put(f"{url(user)}/access", json=access, headers=headers)
    refused = await client.request(method, url(user), headers=conditional, **options)
    assert refused.status_code == 412
    now = await client.get(url(user), headers=headers)
    assert (now.json()["full_name"], now.json()["status"]) == ("Ada", "disabled")
    conditional["If-Match"] = now.headers["etag"]
    done = await client.request(method, url(user), headers=conditional, **options)
    assert done.is_success
    assert (method == "DELETE") == ("etag" not in done.headers)


@pytest.mark.parametrize(("method", "options"), CHANGES)
async def test_the_tag_of_another_user_never_fits(
    client: httpx.AsyncClient,
    headers: dict[str, str],
    user: httpx.Response,
    method: str,
    options: dict[str, Any],
) -> None:
    body = {"email": "bob@example.com", "full_name": "Bob"}
    made = await client.post(USERS, json=body, headers=headers)
    other = await client.get(made.headers["location"], headers=headers)
    conditional = {**headers, "If-Match": other.headers["etag"]}
    refused = await client.request(method, url(user), headers=conditional, **options)
    assert refused.status_code == 412


@pytest.mark.parametrize(("method", "options"), CHANGES)
async def test_who_is_not_there_is_404_whatever_the_condition(
    client: httpx.AsyncClient, headers: dict[str, str], method: str, options: dict[str, Any]
) -> None:
    absent = f"{USERS}/01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"
    answer = await client.request(method, absent, headers={**headers, "If-Match": "*"}, **options)
    assert answer.status_code == 404


async def test_of_a_hundred_changes_of_one_version_one_is_made(
    patient: httpx.AsyncClient, headers: dict[str, str], user: httpx.Response
) -> None:
    conditional = {**headers, "If-Match": user.headers["etag"]}
    answers = await asyncio.gather(
        *(
            patient.patch(url(user), json={"full_name": f"Ada {number}"}, headers=conditional)
            for number in range(100)
        )
    )
    made = [answer for answer in answers if answer.status_code == 200]
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 99
    now = await patient.get(url(user), headers=headers)
    assert (now.json(), now.headers["etag"]) == (made[0].json(), made[0].headers["etag"])


async def test_none_of_the_changes_of_those_who_read_again_is_lost(
    client: httpx.AsyncClient, headers: dict[str, str], user: httpx.Response
) -> None:
    async def add(letter: str) -> None:
        while True:
            read = await client.get(url(user), headers=headers)
            answer = await client.patch(
                url(user),
                json={"full_name": read.json()["full_name"] + letter},
                headers={**headers, "If-Match": read.headers["etag"]},
            )
            if answer.status_code == 200:
                return

    letters = "bcdefghijk"
    await asyncio.gather(*map(add, letters))
    name = (await client.get(url(user), headers=headers)).json()["full_name"]
    assert sorted(name) == sorted(f"Ada{letters}")


@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_whoever_is_deleted_has_no_account_of_their_own(
    client: httpx.AsyncClient, headers: dict[str, str], method: str
) -> None:
    """The tester's account is one."""
    body = {"json": {"full_name": "Ada"}} if method == "PATCH" else {}
    answer = await client.request(method, MINE, headers=headers, **body)
    assert_problem(answer, 404, "urn:problem-type:user-not-found")


async def test_my_own_account_of_another_version_is_not_changed(ada: Person) -> None:
    stale = {**ada.headers, "If-Match": '"of.no-version"'}
    answer = await ada.client.patch(MINE, json={"full_name": "Eve"}, headers=stale)
    assert_problem(answer, 412)
    mine = await ada.client.get(MINE, headers=ada.headers)
    assert mine.json()["full_name"] != "Eve"
