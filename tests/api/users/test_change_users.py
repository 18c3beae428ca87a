"""Changing and deleting users: without credentials or the scope, the good path, the faults."""

import asyncio
from collections.abc import Mapping
from uuid import uuid4

import pytest

from tests.api.answers import (
    assert_forbidden,
    assert_invalid,
    assert_problem,
    assert_unauthenticated,
)
from tests.api.users.paths import AUTH, USERS
from tests.factories import PASSWORD


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
