"""Logging in and out, tokens and keys: the good path, the faults."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import httpx2 as httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwt
from pydantic import SecretStr
from sqlalchemy import text

from impl.app import create_app
from impl.features.auth.roles import SCOPES
from tests.api.answers import assert_invalid, assert_problem, assert_unauthenticated
from tests.api.auth.accounts import ANOTHER_PASSWORD, AUTH, ME, is_logged_in
from tests.factories import PASSWORD

KEYS = "/.well-known/jwks.json"
INVALID_CREDENTIALS = "urn:problem-type:invalid-credentials"
INVALID_REFRESH_TOKEN = "urn:problem-type:invalid-refresh-token"


async def sql(database, statement: str, **values: object) -> None:
    session = database.write()
    await session.execute(text(statement), **values)
    await session.commit()
    await session.close()


async def stored_hash(database, user_id: str) -> str:
    session = database.write()
    query = text("SELECT password_hash FROM users WHERE id = :id")
    found: str = (await session.execute(query, id=user_id)).scalar_one()
    await session.close()
    return found


@asynccontextmanager
async def serving(settings) -> AsyncIterator[httpx.AsyncClient]:
    """An application of other settings."""
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
    ):
        yield client


class TestLogIn:
    async def test_begins_a_session(self, client, ada) -> None:
        response = await ada.log_in()
        assert response.status_code == 200
        pair = response.json()
        assert (pair["token_type"], pair["expires_in"]) == ("Bearer", 1800)
        assert pair["scope"] == " ".join(sorted(SCOPES["user"]))
        assert response.headers["cache-control"] == "no-store"
        me = await client.get(ME, headers={"Authorization": f"Bearer {pair['access_token']}"})
        assert me.json()["id"] == ada.id

    @pytest.mark.parametrize("change", [str.lower, str.upper])
    async def test_the_case_of_the_address_makes_no_difference(self, ada, change) -> None:
        ada.email = change(ada.email)
        assert (await ada.log_in()).status_code == 200

    async def test_an_administrator_is_granted_more(self, admin) -> None:
        assert (await admin.log_in()).json()["scope"] == " ".join(sorted(SCOPES["admin"]))

    async def test_why_it_is_refused_cannot_be_told(self, client, ada, bob, admin) -> None:
        disabled = {"role": "user", "status": "disabled"}
        await client.put(f"/api/v1/users/{bob.id}/access", json=disabled, headers=admin.headers)
        ada.password = ANOTHER_PASSWORD
        responses = [
            await ada.log_in(),
            await bob.log_in(),
            await client.post(
                f"{AUTH}/login", json={"email": "nobody@example.com", "password": PASSWORD}
            ),
        ]
        bodies = []
        for response in responses:
            assert_problem(response, 401, INVALID_CREDENTIALS)
            assert response.headers["www-authenticate"] == 'Bearer realm="api"'
            bodies.append({**response.json(), "instance": None})
        assert bodies[0] == bodies[1] == bodies[2]

    async def test_a_cheap_hash_is_replaced(self, ada, database, settings) -> None:
        assert "$04$" in await stored_hash(database, ada.id)
        async with serving(settings.model_copy(update={"password_hash_cost": 5})) as ada.client:
            assert (await ada.log_in()).status_code == 200
            assert "$05$" in await stored_hash(database, ada.id)
            assert (await ada.log_in()).status_code == 200

    async def test_several_log_ins_that_replace_it_all_succeed(self, ada, settings) -> None:
        async with serving(settings.model_copy(update={"password_hash_cost": 5})) as ada.client:
            responses = await asyncio.gather(*(ada.log_in() for _ in range(4)))
        assert [response.status_code for response in responses] == [200] * 4

    async def test_the_hundred_and_first_session_ends_the_first(
        self, client, ada, database
    ) -> None:
        copy = """
            INSERT INTO sessions (id, user_id, scope, refresh_digest, expires_at)
            SELECT
                ('ff' || substr(gen_random_uuid()::text, 3))::uuid,
                :user_id, '', ''::bytea, now() + interval '1 day'
            FROM generate_series(1, 99)
        """
        await sql(database, copy, user_id=ada.id)
        assert await is_logged_in(client, ada.headers)
        last = (await ada.log_in()).json()
        headers = {"Authorization": f"Bearer {last['access_token']}"}
        assert await is_logged_in(client, headers)
        assert not await is_logged_in(client, ada.headers)


class TestGetToken:
    FORM: ClassVar = {"grant_type": "password", "password": PASSWORD}

    async def test_is_the_same_as_logging_in(self, client, ada) -> None:
        response = await client.post(f"{AUTH}/token", data={**self.FORM, "username": ada.email})
        assert response.status_code == 200
        assert response.json().keys() == (await ada.log_in()).json().keys()
        headers = {"Authorization": f"Bearer {response.json()['access_token']}"}
        assert await is_logged_in(client, headers)

    async def test_grants_the_scopes_that_are_wanted_and_there(self, client, ada) -> None:
        form = {**self.FORM, "username": ada.email, "scope": "users:read users:admin"}
        pair = (await client.post(f"{AUTH}/token", data=form)).json()
        assert pair["scope"] == "users:read"
        headers = {"Authorization": f"Bearer {pair['access_token']}"}
        assert (await client.get(ME, headers=headers)).status_code == 200
        assert (await client.patch(ME, json={}, headers=headers)).status_code == 403

    async def test_refreshing_grants_no_more(self, client, ada) -> None:
        form = {**self.FORM, "username": ada.email, "scope": "users:read"}
        pair = (await client.post(f"{AUTH}/token", data=form)).json()
        body = {"refresh_token": pair["refresh_token"]}
        assert (await client.post(f"{AUTH}/refresh", json=body)).json()["scope"] == "users:read"

    async def test_scopes_that_the_account_lacks_are_an_error_of_oauth(self, client, ada) -> None:
        form = {**self.FORM, "username": ada.email, "scope": "users:admin"}
        response = await client.post(f"{AUTH}/token", data=form)
        assert (response.status_code, response.json()["error"]) == (400, "invalid_scope")

    async def test_wrong_credentials_are_an_error_of_oauth(self, client, ada) -> None:
        for username, password in [(ada.email, ANOTHER_PASSWORD), ("no@example.com", PASSWORD)]:
            form = {**self.FORM, "username": username, "password": password}
            response = await client.post(f"{AUTH}/token", data=form)
            assert (response.status_code, response.json()["error"]) == (400, "invalid_grant")
            assert response.headers["content-type"] == "application/json"

    async def test_client_credentials_are_ignored(self, client, ada) -> None:
        form = {**self.FORM, "username": ada.email, "client_id": "docs", "client_secret": "x"}
        response = await client.post(f"{AUTH}/token", data=form, auth=("docs", "x"))
        assert response.status_code == 200

    async def test_another_grant_or_json_is_refused(self, client, ada) -> None:
        form = {**self.FORM, "username": ada.email, "grant_type": "client_credentials"}
        assert_invalid(await client.post(f"{AUTH}/token", data=form), "#/grant_type")
        assert_problem(await client.post(f"{AUTH}/token", json=form), 415)


class TestRefresh:
    async def test_gets_the_next_pair(self, client, ada) -> None:
        response = await ada.refresh()
        assert response.status_code == 200
        old = ada.refresh_token
        ada.take(response)
        assert ada.refresh_token != old
        assert await is_logged_in(client, ada.headers)
        assert (await ada.refresh()).status_code == 200

    async def test_within_the_grace_it_gets_the_same_successor(self, ada) -> None:
        first, second = (await ada.refresh()).json(), (await ada.refresh()).json()
        assert first["refresh_token"] == second["refresh_token"]

    async def test_of_many_at_once_all_get_the_same_successor(self, ada) -> None:
        for _ in range(5):
            responses = await asyncio.gather(*(ada.refresh() for _ in range(10)))
            good = [response for response in responses if response.status_code == 200]
            # A request that found every connection taken gets a 503.
            assert {response.status_code for response in responses} <= {200, 503}
            assert len({response.json()["refresh_token"] for response in good}) == 1
            ada.take(good[0])

    async def test_after_the_grace_reuse_ends_the_session(self, client, ada, database) -> None:
        successor = (await ada.refresh()).json()
        await sql(database, "UPDATE sessions SET rotated_at = now() - interval '11 seconds'")
        assert_problem(await ada.refresh(), 401, INVALID_REFRESH_TOKEN)
        assert not await is_logged_in(client, ada.headers)
        ada.refresh_token = successor["refresh_token"]
        assert_problem(await ada.refresh(), 401, INVALID_REFRESH_TOKEN)

    async def test_reuse_ends_no_other_session(self, client, ada, bob, database) -> None:
        other = {"Authorization": f"Bearer {(await ada.log_in()).json()['access_token']}"}
        await ada.refresh()
        await sql(database, "UPDATE sessions SET rotated_at = now() - interval '11 seconds'")
        await ada.refresh()
        assert await is_logged_in(client, other)
        assert await is_logged_in(client, bob.headers)

    async def test_a_session_ends_for_good_when_its_time_is_up(self, client, ada, database) -> None:
        await sql(database, "UPDATE sessions SET expires_at = now()")
        assert_problem(await ada.refresh(), 401, INVALID_REFRESH_TOKEN)

    async def test_tokens_do_not_outlive_the_session(self, ada, database) -> None:
        await sql(database, "UPDATE sessions SET expires_at = now() + interval '90 seconds'")
        assert 80 <= (await ada.refresh()).json()["expires_in"] <= 90

    async def test_an_access_token_is_none(self, ada) -> None:
        ada.refresh_token = ada.access_token
        assert_problem(await ada.refresh(), 401, INVALID_REFRESH_TOKEN)

    @pytest.mark.parametrize("token", ["a.b.c", "e30.e30.e30"])
    async def test_nonsense_is_none(self, client, token) -> None:
        response = await client.post(f"{AUTH}/refresh", json={"refresh_token": token})
        assert_problem(response, 401, INVALID_REFRESH_TOKEN)


class TestLogOut:
    async def test_needs_credentials(self, client) -> None:
        assert_unauthenticated(await client.post(f"{AUTH}/logout"))
        assert_unauthenticated(await client.post(f"{AUTH}/logout-all"))

    async def test_ends_this_session_alone(self, client, ada) -> None:
        other = {"Authorization": f"Bearer {(await ada.log_in()).json()['access_token']}"}
        assert (await client.post(f"{AUTH}/logout", headers=ada.headers)).status_code == 204
        assert not await is_logged_in(client, ada.headers)
        assert_problem(await ada.refresh(), 401, INVALID_REFRESH_TOKEN)
        assert await is_logged_in(client, other)

    async def test_everywhere_ends_all_sessions_of_the_account(self, client, ada, bob) -> None:
        other = {"Authorization": f"Bearer {(await ada.log_in()).json()['access_token']}"}
        assert (await client.post(f"{AUTH}/logout-all", headers=other)).status_code == 204
        assert not await is_logged_in(client, ada.headers)
        assert not await is_logged_in(client, other)
        assert await is_logged_in(client, bob.headers)

    async def test_survives_an_emptied_redis(self, client, ada, redis) -> None:
        await client.post(f"{AUTH}/logout", headers=ada.headers)
        await redis.flushdb()
        assert not await is_logged_in(client, ada.headers)


class TestGetKeys:
    async def test_a_shared_secret_is_not_shown(self, client) -> None:
        response = await client.get(KEYS)
        assert (response.status_code, response.json()) == (200, {"keys": []})

    async def test_whoever_has_the_keys_can_verify_a_token(self, ada, settings) -> None:
        private = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        changes = {"jwt_algorithm": "ES256", "jwt_private_key": SecretStr(private.decode())}
        async with serving(settings.model_copy(update=changes)) as ada.client:
            assert await is_logged_in(ada.client, ada.take(await ada.log_in()).headers)
            (key,) = (await ada.client.get(KEYS)).json()["keys"]
        assert jwt.get_unverified_header(ada.access_token)["kid"] == key["kid"]
        claims = jwt.decode(ada.access_token, key, ["ES256"], audience=settings.jwt_audience)
        assert claims["sub"] == ada.id


async def test_a_malformed_request_for_a_token_is_an_oauth_error(client) -> None:
    """RFC 6749, section 5.2: the endpoint has its own format of errors."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    response = await client.post("/api/v1/auth/token", content=b"a=%ff", headers=form)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/json"
    assert response.json()["error"] == "invalid_request"
