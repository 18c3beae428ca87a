"""Reading users: without credentials, without the scope, the good path, the faults."""

from uuid import uuid4

import pytest

from tests.api.answers import (
    assert_forbidden,
    assert_invalid,
    assert_problem,
    assert_unauthenticated,
)
from tests.api.users.paths import USERS

SOME_ID = "0190b6a4-7f1e-7c3a-9d52-3f6a8e1c4b07"


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

    @pytest.mark.parametrize(
        "id_", ["1", "x", "{uuid}", f"urn:uuid:{SOME_ID}", SOME_ID.replace("-", "")]
    )
    async def test_what_is_no_uuid_is_invalid(self, client, reader, id_) -> None:
        response = await client.get(f"{USERS}/{id_}", headers=reader)
        assert_problem(response, 422)
        assert [error["pointer"] for error in response.json()["errors"]] == ["path.id"]

    async def test_a_user_reads_its_own_account_alone(self, client, ada, bob, user) -> None:
        own = await client.get(f"{USERS}/{ada.id}", headers=ada.headers)
        assert (own.status_code, own.json()["email"]) == (200, ada.email)
        for other in (bob.id, user["id"], str(uuid4())):
            assert_problem(await client.get(f"{USERS}/{other}", headers=ada.headers), 403)


class TestMe:
    async def test_needs_credentials(self, client) -> None:
        assert_unauthenticated(await client.get(f"{USERS}/me"))
        assert_unauthenticated(await client.patch(f"{USERS}/me", json={"full_name": "A"}))

    async def test_needs_the_scopes(self, client, bearer) -> None:
        assert_forbidden(await client.get(f"{USERS}/me", headers=bearer()), "users:read")
        response = await client.patch(f"{USERS}/me", json={}, headers=bearer("users:read"))
        assert_forbidden(response, "users:write")

    async def test_is_whoever_asks(self, client, ada, bob) -> None:
        for person in (ada, bob):
            me = (await client.get(f"{USERS}/me", headers=person.headers)).json()
            assert (me["id"], me["role"], me["status"]) == (person.id, "user", "active")

    async def test_can_be_changed(self, client, ada) -> None:
        response = await client.patch(
            f"{USERS}/me", json={"full_name": "Ada King"}, headers=ada.headers
        )
        assert (response.status_code, response.json()["full_name"]) == (200, "Ada King")

    @pytest.mark.parametrize("hidden", ["role", "status", "id", "password"])
    async def test_nothing_else_can_be_changed(self, client, ada, hidden) -> None:
        response = await client.patch(f"{USERS}/me", json={hidden: "admin"}, headers=ada.headers)
        assert_invalid(response, f"#/{hidden}")


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

    @pytest.mark.parametrize("sort", ["created_at", "-created_at", "email", "-email"])
    @pytest.mark.parametrize("status", [None, "active"])
    async def test_every_order_holds_each_user_once(
        self, client, reader, make_user, sort, status
    ) -> None:
        users = [await make_user(email=f"{name}@example.com") for name in ("b", "D", "a", "C", "e")]
        seen, parameters = [], {"limit": 2, "sort": sort, **({"status": status} if status else {})}
        while parameters.get("cursor", "") is not None:
            page = (await client.get(USERS, headers=reader, params=parameters)).json()
            seen += page["items"]
            parameters["cursor"] = page["next_cursor"]
        ordered = users
        if sort.endswith("email"):
            ordered = sorted(users, key=lambda user: user["email"].lower())
        assert seen == (ordered[::-1] if sort.startswith("-") else ordered)

    async def test_an_address_finds_its_user_in_any_case(self, client, reader, make_user) -> None:
        user = await make_user(email="Ada@Example.com")
        await make_user()
        for email in ("Ada@Example.com", "ada@example.com"):
            page = (await client.get(USERS, headers=reader, params={"email": email})).json()
            assert page == {"items": [user], "next_cursor": None}
        page = (await client.get(USERS, headers=reader, params={"email": "ad@example.com"})).json()
        assert page["items"] == []

    async def test_a_status_finds_its_users(self, client, reader, make_user, admin) -> None:
        users = [await make_user() for _ in range(3)]
        disabled = {"role": "user", "status": "disabled"}
        await client.put(f"{USERS}/{users[1]['id']}/access", json=disabled, headers=admin.headers)
        page = (await client.get(USERS, headers=reader, params={"status": "disabled"})).json()
        assert [user["id"] for user in page["items"]] == [users[1]["id"]]

    @pytest.mark.parametrize(
        "other",
        [{"sort": "email"}, {"sort": "created_at"}, {"status": "active"}, {"email": "a@b.de"}],
    )
    async def test_a_cursor_is_good_for_its_own_list_alone(
        self, client, reader, make_user, other
    ) -> None:
        for _ in range(2):
            await make_user()
        first = (await client.get(USERS, headers=reader, params={"limit": 1})).json()
        parameters = {"cursor": first["next_cursor"], **other}
        response = await client.get(USERS, headers=reader, params=parameters)
        assert_problem(response, 400, "urn:problem-type:invalid-cursor")

    @pytest.mark.parametrize("sort", ["full_name", "password_hash", "-", "email,id", "EMAIL"])
    async def test_other_orders_are_invalid(self, client, reader, sort) -> None:
        assert_invalid(await client.get(USERS, headers=reader, params={"sort": sort}), "query.sort")
