"""Per operation: nobody, somebody without the scope, the good path, the faults."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.factories import NewUserFactory

USERS = "/api/v1/users"


def assert_problem(response, status: int, kind: str = "about:blank") -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["type"]) == (status, kind)
    assert problem["instance"] == f"urn:uuid:{response.headers['x-request-id']}"


def assert_unauthenticated(response, *, error: str | None = None) -> None:
    assert_problem(response, 401)
    challenge = response.headers["www-authenticate"]
    assert challenge.startswith("Bearer ")
    assert error is None or f'error="{error}"' in challenge


def assert_forbidden(response, *scopes: str) -> None:
    assert_problem(response, 403)
    assert 'error="insufficient_scope"' in response.headers["www-authenticate"]
    assert f'scope="{" ".join(scopes)}"' in response.headers["www-authenticate"]


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
        # Whoever found every connection taken is told to come back, and has changed nothing.
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


class TestGetUser:
    @pytest.fixture
    def reader(self, bearer):
        return bearer("users:read", "users:admin")

    async def test_needs_credentials(self, client, user) -> None:
        assert_unauthenticated(await client.get(f"{USERS}/{user['id']}"))

    async def test_refuses_bad_credentials(self, client, user) -> None:
        headers = {"Authorization": "Bearer nonsense"}
        response = await client.get(f"{USERS}/{user['id']}", headers=headers)
        assert_unauthenticated(response, error="invalid_token")

    async def test_needs_the_scope(self, client, user, bearer) -> None:
        response = await client.get(
            f"{USERS}/{user['id']}", headers=bearer("users:write", "users:admin")
        )
        assert_forbidden(response, "users:read")

    @pytest.mark.parametrize("slash", ["", "/"])
    async def test_answers_the_user(self, client, user, reader, slash) -> None:
        response = await client.get(f"{USERS}/{user['id']}{slash}", headers=reader)
        assert (response.status_code, response.json()) == (200, user)

    async def test_head_is_get_without_the_body(self, client, user, reader) -> None:
        path = f"{USERS}/{user['id']}"
        get, head = [await client.request(m, path, headers=reader) for m in ("GET", "HEAD")]
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == get.headers["content-length"]

    async def test_an_unknown_user_is_not_found(self, client, reader) -> None:
        response = await client.get(f"{USERS}/{uuid4()}", headers=reader)
        assert_problem(response, 404, "urn:problem-type:user-not-found")

    @pytest.mark.parametrize("id_", ["1", "x", "{uuid}", f"urn:uuid:{uuid4()}", uuid4().hex])
    async def test_what_is_no_uuid_is_invalid(self, client, reader, id_) -> None:
        response = await client.get(f"{USERS}/{id_}", headers=reader)
        assert_problem(response, 422)
        assert [error["pointer"] for error in response.json()["errors"]] == ["path.id"]


class TestDeleteUser:
    @pytest.fixture
    def writer(self, bearer):
        return bearer("users:write", "users:admin")

    async def test_needs_credentials(self, client, user) -> None:
        assert_unauthenticated(await client.delete(f"{USERS}/{user['id']}"))

    async def test_needs_the_scope(self, client, user, bearer) -> None:
        response = await client.delete(
            f"{USERS}/{user['id']}", headers=bearer("users:read", "users:admin")
        )
        assert_forbidden(response, "users:write")
        assert (
            await client.get(f"{USERS}/{user['id']}", headers=bearer("users:read", "users:admin"))
        ).is_success

    async def test_then_the_user_is_gone(self, client, user, writer, bearer) -> None:
        response = await client.delete(f"{USERS}/{user['id']}", headers=writer)
        assert (response.status_code, response.content) == (204, b"")
        after = await client.get(
            f"{USERS}/{user['id']}", headers=bearer("users:read", "users:admin")
        )
        assert_problem(after, 404, "urn:problem-type:user-not-found")
        assert (await client.get(USERS, headers=bearer("users:read", "users:admin"))).json()[
            "items"
        ] == []

    async def test_a_second_time_there_is_nothing(self, client, user, writer) -> None:
        await client.delete(f"{USERS}/{user['id']}", headers=writer)
        response = await client.delete(f"{USERS}/{user['id']}", headers=writer)
        assert_problem(response, 404, "urn:problem-type:user-not-found")

    async def test_others_stay(self, client, user, make_user, writer, bearer) -> None:
        other = await make_user()
        await client.delete(f"{USERS}/{user['id']}", headers=writer)
        listed = (await client.get(USERS, headers=bearer("users:read", "users:admin"))).json()[
            "items"
        ]
        assert listed == [other]


class TestListUsers:
    @pytest.fixture
    def reader(self, bearer):
        return bearer("users:read", "users:admin")

    async def test_needs_credentials(self, client) -> None:
        assert_unauthenticated(await client.get(USERS))

    async def test_needs_the_scope(self, client, bearer) -> None:
        assert_forbidden(await client.get(USERS, headers=bearer()), "users:admin", "users:read")

    async def test_is_empty_at_first(self, client, reader) -> None:
        response = await client.get(USERS, headers=reader)
        assert response.json() == {"items": [], "next_cursor": None}

    async def test_holds_20_unless_told_otherwise(self, client, reader, make_user) -> None:
        users = [await make_user() for _ in range(21)]
        page = (await client.get(USERS, headers=reader)).json()
        assert page["items"] == users[:0:-1]
        assert page["next_cursor"] is not None

    @pytest.mark.parametrize("limit", [1, 2, 3, 7])
    async def test_pages_hold_each_user_once_newest_first(
        self, client, reader, make_user, limit
    ) -> None:
        users = [await make_user() for _ in range(6)]
        seen, parameters = [], {"limit": limit}
        while parameters.get("cursor", "") is not None:
            page = (await client.get(USERS, headers=reader, params=parameters)).json()
            assert len(page["items"]) <= limit
            seen += page["items"]
            parameters["cursor"] = page["next_cursor"]
        assert seen == users[::-1]

    async def test_changes_between_pages_do_not_shift_them(
        self, client, reader, make_user, bearer
    ) -> None:
        users = [await make_user() for _ in range(5)]
        first = (await client.get(USERS, headers=reader, params={"limit": 2})).json()
        await make_user()
        await client.delete(
            f"{USERS}/{users[3]['id']}", headers=bearer("users:write", "users:admin")
        )
        rest = await client.get(
            USERS, headers=reader, params={"limit": 100, "cursor": first["next_cursor"]}
        )
        assert rest.json() == {"items": users[2::-1], "next_cursor": None}

    async def test_a_forged_cursor_is_refused(self, client, reader) -> None:
        response = await client.get(USERS, headers=reader, params={"cursor": "W10.AAAA"})
        assert_problem(response, 400, "urn:problem-type:invalid-cursor")

    @pytest.mark.parametrize("limit", ["0", "101", "-1", "1.0", "+1", "1_0", " 1", "x", "", "1e1"])
    async def test_a_limit_out_of_bounds_is_invalid(self, client, reader, limit) -> None:
        response = await client.get(USERS, headers=reader, params={"limit": limit})
        assert_problem(response, 422)
        assert [error["pointer"] for error in response.json()["errors"]] == ["query.limit"]

    @pytest.mark.parametrize("query", ["page=2", "limit=1&limit=2", "limit[]=1", "Limit=1"])
    async def test_other_queries_are_invalid(self, client, reader, query) -> None:
        assert_problem(await client.get(f"{USERS}?{query}", headers=reader), 422)
