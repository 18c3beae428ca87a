"""A deleted user is gone for every caller, and no new account can take its place."""

import time

import httpx2 as httpx
import pytest

from tests.security.conftest import Rows
from tests.security.people import AUTH, PASSWORD, USERS, People, Person

SOON = 1.0


async def test_the_address_cannot_be_had(
    client: httpx.AsyncClient, people: People, admin: Person, rows: Rows
) -> None:
    gone, heir = await people.deleted(), await people.user()
    before = await rows.user(gone.id)
    for address in (gone.email, gone.email.upper(), gone.email.title()):
        new = {"email": address, "full_name": "Heir"}
        answers = [
            await client.post(f"{AUTH}/register", json=new | {"password": PASSWORD}),
            await client.post(USERS, headers=admin.headers, json=new),
            await client.patch(f"{USERS}/me", headers=heir.headers, json={"email": address}),
            await client.put(f"{USERS}/{heir.id}", headers=heir.headers, json=new),
            await client.put(f"{USERS}/{heir.id}", headers=admin.headers, json=new),
        ]
        assert {answer.status_code for answer in answers} == {409}
        assert {answer.json()["type"] for answer in answers} == {"urn:problem-type:email-taken"}
    assert await rows.user(gone.id) == before
    assert (await rows.user(heir.id))["email"] == heir.email


async def test_its_tokens_are_over_and_nothing_begins_new_ones(
    client: httpx.AsyncClient, people: People
) -> None:
    gone = await people.user()
    again = await people.log_in(gone)
    assert (await client.delete(f"{USERS}/{gone.id}", headers=gone.headers)).status_code == 204
    deadline = time.monotonic() + SOON
    for token in (gone, again):
        while (await client.get(f"{USERS}/me", headers=token.headers)).status_code != 401:
            assert time.monotonic() < deadline
        refresh = {"refresh_token": token.refresh_token}
        assert (await client.post(f"{AUTH}/refresh", json=refresh)).status_code == 401
    body = {"email": gone.email, "password": gone.password}
    assert (await client.post(f"{AUTH}/login", json=body)).status_code == 401


@pytest.mark.parametrize("caller", ["itself", "admin"])
async def test_its_id_leads_nowhere(
    client: httpx.AsyncClient, people: People, admin: Person, rows: Rows, caller: str
) -> None:
    """To administrators it is like an id that never was; its own tokens are good for nothing."""
    gone = await people.deleted()
    before = await rows.user(gone.id)
    person, status = (gone, 401) if caller == "itself" else (admin, 404)
    requests = {
        ("GET", ""): None,
        ("PUT", ""): {"email": gone.email, "full_name": "Back"},
        ("PATCH", ""): {"full_name": "Back"},
        ("PUT", "/access"): {"role": "admin", "status": "active"},
        ("DELETE", ""): None,
    }
    for (method, below), body in requests.items():
        path = f"{USERS}/{gone.id}{below}"
        response = await client.request(method, path, headers=person.headers, json=body)
        assert response.status_code == status, (method, response.text)
    listed = await client.get(USERS, headers=admin.headers, params={"email": gone.email})
    assert listed.json()["items"] == []
    assert await rows.user(gone.id) == before
