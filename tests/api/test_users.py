"""Each operation: without credentials, without the scope, the good path, the faults."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.api.answers import (
    assert_forbidden,
    assert_invalid,
    assert_problem,
    assert_unauthenticated,
)
from tests.factories import PASSWORD, NewUserFactory

USERS = "/api/v1/users"
AUTH = "/api/v1/auth"
SOME_ID = "0190b6a4-7f1e-7c3a-9d52-3f6a8e1c4b07"


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

    async def test_a_user_deletes_its_own_account_alone(self, client, ada, bob) -> None:
        assert_problem(await client.delete(f"{USERS}/{bob.id}", headers=ada.headers), 403)
        assert (await client.get(f"{USERS}/me", headers=bob.headers)).status_code == 200
        assert (await client.delete(f"{USERS}/{ada.id}", headers=ada.headers)).status_code == 204

    async def test_whoever_is_deleted_is_logged_out_and_stays_out(self, client, ada) -> None:
        await client.delete(f"{USERS}/{ada.id}", headers=ada.headers)
        assert_unauthenticated(await client.get(f"{USERS}/me", headers=ada.headers))
        assert (await ada.log_in()).status_code == 401
        body = {"email": ada.email, "password": PASSWORD, "full_name": "Not Ada"}
        again = await client.post(f"{AUTH}/register", json=body)
        assert_problem(again, 409, "urn:problem-type:email-taken")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
class TestReplaceAndUpdateUser:
    """The same rules; only what may be left out differs."""

    async def test_needs_credentials(self, client, method, user) -> None:
        assert_unauthenticated(await client.request(method, f"{USERS}/{user['id']}", json={}))

    async def test_needs_the_scope(self, client, method, user, bearer) -> None:
        response = await client.request(
            method, f"{USERS}/{user['id']}", json={}, headers=bearer("users:read", "users:admin")
        )
        assert_forbidden(response, "users:write")

    async def test_a_user_changes_its_own_account_alone(self, client, method, ada, bob) -> None:
        body = {"email": "countess@example.com", "full_name": "Ada King"}
        refused = await client.request(method, f"{USERS}/{bob.id}", json=body, headers=ada.headers)
        assert_problem(refused, 403)
        response = await client.request(method, f"{USERS}/{ada.id}", json=body, headers=ada.headers)
        assert response.status_code == 200
        changed = response.json()
        assert {name: changed[name] for name in body} == body
        assert changed["updated_at"] > changed["created_at"]
        assert (await client.get(f"{USERS}/me", headers=ada.headers)).json() == changed
        assert (await client.get(f"{USERS}/me", headers=bob.headers)).json()["email"] == bob.email

    async def test_an_administrator_changes_everybodys(self, client, method, user, admin) -> None:
        body = {"email": user["email"], "full_name": "Renamed"}
        response = await client.request(
            method, f"{USERS}/{user['id']}", json=body, headers=admin.headers
        )
        assert (response.status_code, response.json()["full_name"]) == (200, "Renamed")

    async def test_another_accounts_address_is_taken(self, client, method, ada, bob) -> None:
        body = {"email": bob.email.upper(), "full_name": "Ada"}
        response = await client.request(method, f"{USERS}/{ada.id}", json=body, headers=ada.headers)
        assert_problem(response, 409, "urn:problem-type:email-taken")

    async def test_the_own_address_in_another_case_is_free(self, client, method, ada) -> None:
        body = {"email": ada.email.upper(), "full_name": "Ada"}
        response = await client.request(method, f"{USERS}/{ada.id}", json=body, headers=ada.headers)
        assert (response.status_code, response.json()["email"]) == (200, ada.email.upper())

    @pytest.mark.parametrize(
        "hidden",
        ["id", "role", "status", "password", "password_hash", "created_at", "deleted_at"],
    )
    async def test_nothing_else_can_be_changed(self, client, method, ada, hidden) -> None:
        before = (await client.get(f"{USERS}/me", headers=ada.headers)).json()
        body = {"email": ada.email, "full_name": "Ada", hidden: "admin"}
        response = await client.request(method, f"{USERS}/{ada.id}", json=body, headers=ada.headers)
        assert_invalid(response, f"#/{hidden}")
        assert (await client.get(f"{USERS}/me", headers=ada.headers)).json() == before

    async def test_an_unknown_user_is_not_found(self, client, method, admin) -> None:
        body = {"email": "nobody@example.com", "full_name": "Nobody"}
        response = await client.request(
            method, f"{USERS}/{uuid4()}", json=body, headers=admin.headers
        )
        assert_problem(response, 404, "urn:problem-type:user-not-found")


class TestReplaceUser:
    @pytest.mark.parametrize("missing", ["email", "full_name"])
    async def test_nothing_may_be_left_out(self, client, ada, missing) -> None:
        body = {"email": ada.email, "full_name": "Ada"}
        del body[missing]
        response = await client.put(f"{USERS}/{ada.id}", json=body, headers=ada.headers)
        assert_problem(response, 422)


class TestUpdateUser:
    MERGE_PATCH: Mapping[str, str] = {"Content-Type": "application/merge-patch+json"}

    async def test_what_is_left_out_stays(self, client, ada) -> None:
        response = await client.patch(
            f"{USERS}/{ada.id}",
            content=b'{"full_name": "Ada King"}',
            headers={**ada.headers, **self.MERGE_PATCH},
        )
        assert (response.json()["full_name"], response.json()["email"]) == ("Ada King", ada.email)

    async def test_an_empty_patch_and_null_are_invalid(self, client, ada) -> None:
        for body in ({}, {"email": None}):
            response = await client.patch(f"{USERS}/{ada.id}", json=body, headers=ada.headers)
            assert_problem(response, 422)

    async def test_two_patches_at_once_both_count(self, client, ada) -> None:
        patches = ({"full_name": "Ada King"}, {"email": "countess@example.com"})
        await asyncio.gather(
            *(client.patch(f"{USERS}/{ada.id}", json=each, headers=ada.headers) for each in patches)
        )
        user = (await client.get(f"{USERS}/me", headers=ada.headers)).json()
        assert (user["full_name"], user["email"]) == ("Ada King", "countess@example.com")


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


class TestSetUserAccess:
    ADMIN: Mapping[str, str] = {"role": "admin", "status": "active"}
    DISABLED: Mapping[str, str] = {"role": "user", "status": "disabled"}

    async def test_needs_credentials(self, client, ada) -> None:
        assert_unauthenticated(await client.put(f"{USERS}/{ada.id}/access", json=self.ADMIN))

    async def test_nobody_promotes_itself(self, client, ada) -> None:
        response = await client.put(
            f"{USERS}/{ada.id}/access", json=self.ADMIN, headers=ada.headers
        )
        assert_forbidden(response, "users:admin", "users:write")
        me = await client.get(f"{USERS}/me", headers=ada.headers)
        assert me.json()["role"] == "user"

    async def test_a_promoted_user_logs_in_again_and_is_one(self, client, ada, admin) -> None:
        response = await client.put(
            f"{USERS}/{ada.id}/access", json=self.ADMIN, headers=admin.headers
        )
        assert (response.status_code, response.json()["role"]) == (200, "admin")
        assert_unauthenticated(await client.get(f"{USERS}/me", headers=ada.headers))
        assert "users:admin" in (await ada.log_in()).json()["scope"]

    async def test_a_disabled_user_is_out_until_it_is_active_again(
        self, client, ada, admin
    ) -> None:
        path = f"{USERS}/{ada.id}/access"
        response = await client.put(path, json=self.DISABLED, headers=admin.headers)
        assert (response.status_code, response.json()["status"]) == (200, "disabled")
        assert_unauthenticated(await client.get(f"{USERS}/me", headers=ada.headers))
        assert (await ada.refresh()).status_code == 401
        assert (await ada.log_in()).status_code == 401
        active = {"role": "user", "status": "active"}
        await client.put(path, json=active, headers=admin.headers)
        assert (await ada.log_in()).status_code == 200

    async def test_without_a_change_sessions_go_on(self, client, ada, admin) -> None:
        same = {"role": "user", "status": "active"}
        response = await client.put(f"{USERS}/{ada.id}/access", json=same, headers=admin.headers)
        assert response.status_code == 200
        assert (await client.get(f"{USERS}/me", headers=ada.headers)).json() == response.json()

    @pytest.mark.parametrize(
        "body",
        [{}, {"role": "admin"}, {"role": "root", "status": "active"}, {**ADMIN, "scope": "all"}],
    )
    async def test_what_does_not_fit_is_invalid(self, client, ada, admin, body) -> None:
        response = await client.put(f"{USERS}/{ada.id}/access", json=body, headers=admin.headers)
        assert_problem(response, 422)

    async def test_an_unknown_user_is_not_found(self, client, admin) -> None:
        response = await client.put(
            f"{USERS}/{uuid4()}/access", json=self.ADMIN, headers=admin.headers
        )
        assert_problem(response, 404, "urn:problem-type:user-not-found")


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
