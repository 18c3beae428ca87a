"""A principal's session: the store of truth decides, and nothing revives what is over."""

import time
from typing import Any

import pytest

from exactapi.access.credentials import Credentials
from exactapi.access.ports import Principal

BEARER = {"type": "http", "scheme": "bearer"}
HEADERS = {"Authorization": "Bearer ada:read"}


class Rows:
    """The sessions there are; `error` is raised when they are looked for."""

    def __init__(self) -> None:
        self.until: dict[str, float] = {}
        self.error: Exception | None = None
        self.asked = 0

    async def find(self, session: str, _context: object) -> float | None:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return self.until.get(session)


async def with_session(credentials: Credentials, _context: object) -> Principal:
    subject, _, scopes = credentials.value.partition(":")
    return Principal(subject, frozenset(scopes.split("+")), session=f"{subject}'s")


@pytest.fixture
def rows(service: Any) -> Rows:
    """Behind `GET /`, which needs the scope `read`, and `DELETE /`, which needs `write`."""
    service.secure(with_session, bearer=BEARER)
    service.add("GET", "/", security=({"bearer": ("read",)},))
    service.add("DELETE", "/", security=({"bearer": ("write",)},))
    service.sessions = Rows()
    return service.sessions


async def status(service: Any, method: str = "GET") -> int:
    response = await service.request(method, "/", headers=HEADERS)
    return int(response.status_code)


async def test_a_valid_session_is_looked_up_once(service: Any, rows: Rows) -> None:
    rows.until["ada's"] = time.time() + 60
    assert [await status(service) for _ in range(5)] == [200] * 5
    assert rows.asked == 1


@pytest.mark.parametrize("until", [None, 0.0])
async def test_a_session_that_is_over_is_401(service: Any, rows: Rows, until: float | None) -> None:
    if until is not None:
        rows.until["ada's"] = until
    response = await service.request("GET", "/", headers=HEADERS)
    assert response.status_code == 401
    expected = 'Bearer realm="api", error="invalid_token"'
    assert response.headers["www-authenticate"] == expected
    assert await status(service) == 401
    assert rows.asked == 1


async def test_a_session_that_is_over_is_told_before_missing_scopes(
    service: Any, rows: Rows
) -> None:
    assert await status(service, "DELETE") == 401
    rows.until["ada's"] = time.time() + 60
    service.guard.known.clear()
    assert await status(service, "DELETE") == 403


async def test_revoking_takes_effect_at_once(service: Any, rows: Rows) -> None:
    rows.until["ada's"] = time.time() + 60
    assert await status(service) == 200
    del rows.until["ada's"]
    del service.guard.known["ada's"]
    assert await status(service) == 401


async def test_a_guard_that_forgets_revives_nothing_and_loses_nobody(
    service: Any, rows: Rows
) -> None:
    rows.until["ada's"] = time.time() + 60
    assert await status(service) == 200
    service.guard.known.clear()
    assert await status(service) == 200
    del rows.until["ada's"]
    del service.guard.known["ada's"]
    service.guard.known.clear()
    assert await status(service) == 401


async def test_an_absent_store_of_truth_is_503_and_not_401(service: Any, rows: Rows) -> None:
    rows.error = ConnectionRefusedError()
    assert await status(service) == 503
    rows.error = None
    rows.until["ada's"] = time.time() + 60
    assert await status(service) == 200


async def test_a_session_without_a_source_is_refused_loudly(service: Any, rows: Rows) -> None:
    service.sessions = None
    assert await status(service) == 500
