"""Creating a user: without credentials, without the scope, the good path, the faults."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.api.answers import (
    assert_forbidden,
    assert_problem,
    assert_unauthenticated,
)
from tests.api.users.paths import AUTH, USERS
from tests.factories import PASSWORD, NewUserFactory


class TestCreateUser:
    @pytest.fixture
    def writer(self, bearer):
        return bearer("users:write", "users:admin")

    async def test_needs_credentials(self, client) -> None:
        assert_unauthenticated(await client.post(USERS, json={}))

    async def test_needs_the_scope(self, client, bearer) -> None:
        response = await client.post(USERS, json={}, headers=bearer("users:read", "users:admin"))
        assert_forbidden(response, "users:admin", "users:write")

    async def test_answers_the_user_and_where_it_is(self, client, writer, bearer) -> None:
        body = {"email": "Ada@Example.com", "full_name": "Ada Lovelace"}
        response = await client.post(USERS, json=body, headers=writer)
        assert response.status_code == 201
        user = response.json()
        assert {name: user[name] for name in body} == body
        assert UUID(user["id"]).version == 7
        created = datetime.fromisoformat(user["created_at"])
        assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
        assert user["updated_at"] == user["created_at"]
        assert response.headers["location"] == f"{USERS}/{user['id']}"
        again = await client.get(
            response.headers["location"], headers=bearer("users:read", "users:admin")
        )
        assert again.json() == user

    @pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
    async def test_an_address_is_taken_whatever_its_case(
        self, client, writer, make_user, change
    ) -> None:
        await make_user(email="ada.lovelace@example.com")
        body = NewUserFactory.build(email=change("ada.lovelace@example.com")).model_dump()
        response = await client.post(USERS, json=body, headers=writer)
        assert_problem(response, 409, "urn:problem-type:email-taken")

    async def test_a_deleted_users_address_stays_taken(self, client, writer, user) -> None:
        await client.delete(f"{USERS}/{user['id']}", headers=writer)
        body = NewUserFactory.build(email=user["email"]).model_dump()
        response = await client.post(USERS, json=body, headers=writer)
        assert_problem(response, 409, "urn:problem-type:email-taken")

    async def test_of_many_at_once_one_gets_the_address(self, client, writer) -> None:
        body = NewUserFactory.build().model_dump()
        responses = await asyncio.gather(
            *(client.post(USERS, json=body, headers=writer) for _ in range(20))
        )
        statuses = sorted(response.status_code for response in responses)
        # A request that found every connection taken gets a 503, and has changed nothing.
        assert statuses.count(201) == 1
        assert set(statuses) <= {201, 409, 503}
        assert 409 in statuses

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"email": None}, "#/email"),
            ({"email": "no address"}, "#/email"),
            ({"email": "a" * 250 + "@b.de"}, "#/email"),
            ({"email": 5}, "#/email"),
            ({"full_name": ""}, "#/full_name"),
            ({"full_name": "a" * 101}, "#/full_name"),
            ({"full_name": "a\0b"}, "#/full_name"),
            ({"full_name": ["Ada"]}, "#/full_name"),
            ({"is_admin": True}, "#/is_admin"),
            ({"id": str(uuid4())}, "#/id"),
        ],
    )
    async def test_names_what_is_wrong(self, client, writer, change, pointer) -> None:
        body = NewUserFactory.build().model_dump() | change
        response = await client.post(USERS, json=body, headers=writer)
        assert_problem(response, 422)
        assert {error["pointer"] for error in response.json()["errors"]} == {pointer}

    @pytest.mark.parametrize("missing", ["email", "full_name"])
    async def test_names_what_is_missing(self, client, writer, missing) -> None:
        body = NewUserFactory.build().model_dump()
        del body[missing]
        response = await client.post(USERS, json=body, headers=writer)
        assert_problem(response, 422)
        assert missing in str(response.json()["errors"])

    async def test_a_refused_user_is_not_there(self, client, writer, bearer) -> None:
        body = NewUserFactory.build().model_dump() | {"full_name": ""}
        await client.post(USERS, json=body, headers=writer)
        assert (await client.get(USERS, headers=bearer("users:read", "users:admin"))).json()[
            "items"
        ] == []

    async def test_with_a_password_the_user_can_log_in(self, client, writer) -> None:
        body = NewUserFactory.build(password=PASSWORD, role="admin").model_dump()
        created = await client.post(USERS, json=body, headers=writer)
        assert (created.status_code, created.json()["role"]) == (201, "admin")
        assert "password" not in created.text
        credentials = {"email": body["email"], "password": PASSWORD}
        assert (await client.post(f"{AUTH}/login", json=credentials)).status_code == 200

    async def test_without_a_password_nobody_can_log_in(self, client, user) -> None:
        for password in ("", "None", "null", PASSWORD):
            credentials = {"email": user["email"], "password": password or " "}
            assert (await client.post(f"{AUTH}/login", json=credentials)).status_code == 401

    async def test_a_common_password_is_refused(self, client, writer) -> None:
        body = NewUserFactory.build(password="password").model_dump()
        response = await client.post(USERS, json=body, headers=writer)
        assert_problem(response, 400, "urn:problem-type:common-password")
