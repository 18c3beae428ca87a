"""Registering, and changing the password: the good path, the faults."""

import asyncio
from uuid import UUID

import httpx2 as httpx
import pytest

from impl.app import create_app
from tests.api.answers import assert_invalid, assert_problem, assert_unauthenticated
from tests.api.auth.accounts import ANOTHER_PASSWORD, AUTH, is_logged_in
from tests.factories import PASSWORD, RegistrationFactory


class TestRegister:
    async def test_opens_an_account(self, client) -> None:
        body = RegistrationFactory.build().model_dump()
        response = await client.post(f"{AUTH}/register", json=body)
        assert response.status_code == 201
        user = response.json()
        assert UUID(user["id"]).version == 7
        assert (user["email"], user["full_name"]) == (body["email"], body["full_name"])
        assert (user["role"], user["status"]) == ("user", "active")
        assert response.headers["location"] == f"/api/v1/users/{user['id']}"
        assert PASSWORD not in response.text

    @pytest.mark.parametrize("change", [str.lower, str.upper])
    async def test_an_address_is_taken_whatever_its_case(self, client, ada, change) -> None:
        body = RegistrationFactory.build(email=change(ada.email)).model_dump()
        response = await client.post(f"{AUTH}/register", json=body)
        assert_problem(response, 409, "urn:problem-type:email-taken")

    @pytest.mark.parametrize("password", ["password", "12345678", "QWERTYUIOP"])
    async def test_a_common_password_is_refused(self, client, password) -> None:
        body = RegistrationFactory.build(password=password).model_dump()
        response = await client.post(f"{AUTH}/register", json=body)
        assert_problem(response, 400, "urn:problem-type:common-password")

    @pytest.mark.parametrize(
        "password", ["1234567", "a" * 129, "before\0after", "", None, 12345678]
    )
    async def test_a_password_that_breaks_the_rules_is_invalid(self, client, password) -> None:
        body = RegistrationFactory.build().model_dump() | {"password": password}
        assert_invalid(await client.post(f"{AUTH}/register", json=body), "#/password")

    @pytest.mark.parametrize("hidden", ["role", "status", "id", "password_hash", "scope"])
    async def test_nothing_else_can_be_said(self, client, hidden) -> None:
        body = RegistrationFactory.build().model_dump() | {hidden: "admin"}
        assert_invalid(await client.post(f"{AUTH}/register", json=body), f"#/{hidden}")

    @pytest.mark.parametrize(
        "password",
        ["\U0001f469" * 128, "€" * 25, " leading and trailing ", "a" * 128, "tab\tand\nline"],
    )
    async def test_any_characters_make_a_password(self, make_person, password) -> None:
        person = await make_person(password=password)
        assert person.access_token


class TestChangePassword:
    async def change(self, person, current: str = PASSWORD, new: str = ANOTHER_PASSWORD):
        body = {"current_password": current, "new_password": new}
        return await person.client.post(f"{AUTH}/password", json=body, headers=person.headers)

    async def test_needs_credentials(self, client) -> None:
        assert_unauthenticated(await client.post(f"{AUTH}/password", json={}))

    async def test_the_new_one_counts_and_the_old_one_no_more(self, ada) -> None:
        assert (await self.change(ada)).status_code == 204
        assert (await ada.log_in()).status_code == 401
        ada.password = ANOTHER_PASSWORD
        assert (await ada.log_in()).status_code == 200

    async def test_all_other_sessions_end(self, client, ada, bob) -> None:
        other = {"Authorization": f"Bearer {(await ada.log_in()).json()['access_token']}"}
        await self.change(ada)
        assert not await is_logged_in(client, other)
        assert await is_logged_in(client, ada.headers)
        assert await is_logged_in(client, bob.headers)

    async def test_without_the_current_one_nothing_changes(self, ada) -> None:
        response = await self.change(ada, current=ANOTHER_PASSWORD)
        assert_problem(response, 403, "urn:problem-type:wrong-password")
        assert (await ada.log_in()).status_code == 200

    async def test_a_common_one_is_refused(self, ada) -> None:
        response = await self.change(ada, new="password")
        assert_problem(response, 400, "urn:problem-type:common-password")
        assert (await ada.log_in()).status_code == 200

    async def test_of_two_at_once_one_wins(self, ada) -> None:
        responses = await asyncio.gather(
            self.change(ada, new="first new password"), self.change(ada, new="second new password")
        )
        assert sorted(response.status_code for response in responses) == [204, 403]


async def test_below_a_prefix_the_location_of_a_new_account_has_it(settings) -> None:
    transport = httpx.ASGITransport(create_app(settings), root_path="/pre")
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        account = {"email": "a@example.com", "full_name": "A", "password": "engines are poetical"}
        response = await client.post("/pre/api/v1/auth/register", json=account)
        assert response.headers["location"].startswith("/pre/api/v1/users/")
