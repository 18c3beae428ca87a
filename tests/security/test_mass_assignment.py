"""Callers write only the members that the document lets them write (OWASP API3:2023)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx2 as httpx
import pytest

from impl.tables import metadata
from tests.operations import SPEC, DocumentOperation
from tests.security.conftest import Rows
from tests.security.people import OF_ACCOUNTS, People, Person

FORM: Final = "application/x-www-form-urlencoded"

FOLKLORE: Final[Mapping[str, Any]] = {
    "admin": True,
    "is_admin": True,
    "isAdmin": True,
    "is_superuser": True,
    "is_staff": True,
    "roles": ["admin"],
    "permissions": ["*"],
    "scope": "users:admin",
    "scopes": ["users:admin"],
    "owner_id": "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a",
    "owner": "somebody",
    "tenant_id": 1,
    "balance": 1_000_000,
    "version": 0,
    "verified": True,
    "email_verified": True,
    "deleted": False,
    "__proto__": {"role": "admin"},
    "constructor": {"prototype": {"role": "admin"}},
    "__class__": "admin",
    "_id": 1,
    "Role": "admin",
    "ROLE": "admin",
    "role ": "admin",
    "user[role]": "admin",
    "user.role": "admin",
    "": "admin",
}
"""What services have let through."""


def writes() -> Iterator[tuple[DocumentOperation, str]]:
    for operation in OF_ACCOUNTS.values():
        for media_type in operation.body_types:
            yield operation, media_type


def foreign_members(operation: DocumentOperation, media_type: str) -> dict[str, Any]:
    """Members of answers, columns of tables and folklore that the body does not have."""
    members: dict[str, Any] = dict(FOLKLORE)
    for table in metadata.sorted_tables:
        members |= dict.fromkeys(table.columns.keys(), "value")
    for schema in SPEC["components"]["schemas"].values():
        if not isinstance(schema, Mapping):
            continue
        example = next(iter(schema.get("examples", ())), None)
        if isinstance(example, dict):
            members |= example
    own = operation.members(media_type)
    return {name: value for name, value in members.items() if name not in own}


@pytest.mark.parametrize(
    ("operation", "media_type"), list(writes()), ids=lambda each: getattr(each, "id", each)
)
async def test_a_foreign_member_is_refused_and_changes_nothing(
    client: httpx.AsyncClient,
    people: People,
    admin: Person,
    rows: Rows,
    operation: DocumentOperation,
    media_type: str,
) -> None:
    """By an administrator, so that nothing but the member can be the reason."""
    owner = await people.user()
    path = dict.fromkeys(operation.path_parameters, owner.id)
    members = foreign_members(operation, media_type)
    assert len(members) > 30
    before = [await rows.all("users"), await rows.all("sessions")]
    for name, value in members.items():
        request = operation.request(**path)
        body = {**request.body, name: value}
        content: dict[str, Any] = {"data": {key: str(each) for key, each in body.items()}}
        headers = dict(admin.headers)
        if media_type != FORM:
            content = {"json": body}
            headers["content-type"] = media_type
        response = await client.request(operation.method, request.path, headers=headers, **content)
        assert response.status_code == 422, f"{name}: {response.text}"
    assert [await rows.all("users"), await rows.all("sessions")] == before


def test_every_body_that_is_written_is_closed() -> None:
    for operation, media_type in writes():
        assert operation.body_schema(media_type)["additionalProperties"] is False, operation.id


def test_what_decides_about_access_is_written_in_two_places_alone() -> None:
    """The operations that administrators may use; a third one needs a review."""
    deciding = {"role", "status", "scope", "is_admin", "deleted_at", "revoked_at"}
    found = {
        (operation.id, name)
        for operation, media_type in writes()
        for name in operation.members(media_type)
        if name in deciding
    }
    assert found == {
        ("createUser", "role"),
        ("setUserAccess", "role"),
        ("setUserAccess", "status"),
        ("getToken", "scope"),  # narrows what the account has
    }


async def test_a_token_is_granted_no_more_than_the_account_has(
    client: httpx.AsyncClient, people: People
) -> None:
    who = await people.user()
    form = {"grant_type": "password", "username": who.email, "password": who.password}
    wider = {**form, "scope": "users:read users:admin"}
    response = await client.post("/api/v1/auth/token", data=wider)
    assert response.json().get("scope", "") in {"", "users:read"}
    alone = {**form, "scope": "users:admin"}
    response = await client.post("/api/v1/auth/token", data=alone)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_scope"
