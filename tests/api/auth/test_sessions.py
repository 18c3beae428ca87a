"""Sessions are listed and ended: with and without credentials, with another's."""

from datetime import datetime, timedelta
from uuid import uuid4

from tests.api.answers import assert_problem, assert_unauthenticated
from tests.api.auth.accounts import AUTH, is_logged_in
from tests.factories import PASSWORD


class TestListSessions:
    async def test_needs_credentials(self, client) -> None:
        assert_unauthenticated(await client.get(f"{AUTH}/sessions"))

    async def test_shows_the_own_sessions_newest_first(self, client, ada, bob) -> None:
        credentials = {"email": ada.email, "password": PASSWORD}
        agent = {"User-Agent": "x" * 500}
        assert (await client.post(f"{AUTH}/login", json=credentials, headers=agent)).is_success
        items = (await client.get(f"{AUTH}/sessions", headers=ada.headers)).json()["items"]
        assert [item["current"] for item in items] == [False, True]
        assert items[0]["user_agent"] == "x" * 200
        for item in items:
            lifetime = datetime.fromisoformat(item["expires_at"]) - datetime.fromisoformat(
                item["created_at"]
            )
            assert lifetime == timedelta(days=30)

    async def test_refreshing_is_using(self, client, ada) -> None:
        (before,) = (await client.get(f"{AUTH}/sessions", headers=ada.headers)).json()["items"]
        await ada.refresh()
        (after,) = (await client.get(f"{AUTH}/sessions", headers=ada.headers)).json()["items"]
        assert after["last_used_at"] > before["last_used_at"]


class TestEndSession:
    async def test_needs_credentials(self, client) -> None:
        assert_unauthenticated(await client.delete(f"{AUTH}/sessions/{uuid4()}"))

    async def test_ends_one_session(self, client, ada) -> None:
        other = {"Authorization": f"Bearer {(await ada.log_in()).json()['access_token']}"}
        items = (await client.get(f"{AUTH}/sessions", headers=other)).json()["items"]
        (first,) = [item["id"] for item in items if not item["current"]]
        path = f"{AUTH}/sessions/{first}"
        assert (await client.delete(path, headers=other)).status_code == 204
        assert not await is_logged_in(client, ada.headers)
        assert await is_logged_in(client, other)
        again = await client.delete(path, headers=other)
        assert_problem(again, 404, "urn:problem-type:session-not-found")

    async def test_nobody_elses(self, client, ada, bob) -> None:
        (own,) = (await client.get(f"{AUTH}/sessions", headers=ada.headers)).json()["items"]
        for session in (own["id"], str(uuid4())):
            response = await client.delete(f"{AUTH}/sessions/{session}", headers=bob.headers)
            assert_problem(response, 404, "urn:problem-type:session-not-found")
        assert await is_logged_in(client, ada.headers)
