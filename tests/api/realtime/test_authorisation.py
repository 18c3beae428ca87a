"""Who may open a socket: its row in the matrix of tests/security/test_authorisation_matrix.py.

A handshake has no token but a ticket, which is got with one: so each asks for a ticket first, and
those whose account ends have theirs from before.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis.asyncio import Redis

from impl.security.tokens import TokenService
from impl.settings import Settings
from impl.storage import Database
from tests.api.conftest import Person
from tests.api.realtime.live import Live, live
from tests.api.realtime.test_ends import delete, disable, log_out

SWITCHING = 101


@pytest.fixture
async def service(settings: Settings, database: Database, redis: Redis) -> AsyncIterator[Live]:
    async with live(settings, database, redis) as running:
        yield running


async def handshake(service: Live, ticket: str | None) -> int:
    try:
        status, _problem = await service.refusal(service.url(ticket))
    except AssertionError:
        return SWITCHING
    return status


async def asked_for_a_ticket(service: Live, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return (await service.client.post("/ws-tickets", headers=headers)).status_code


async def test_users_and_administrators_open_one(service: Live, ada: Person, admin: Person) -> None:
    for person in (ada, admin):
        assert await handshake(service, await service.ticket(person.headers)) == SWITCHING


@pytest.mark.parametrize("end", [log_out, disable, delete])
async def test_whose_session_has_ended_does_not(
    service: Live, ada: Person, admin: Person, end: Callable[..., Awaitable[None]]
) -> None:
    ticket = await service.ticket(ada.headers)
    await end(ada, admin)
    assert await handshake(service, ticket) == 401
    assert await asked_for_a_ticket(service, ada.access_token) == 401


async def test_no_token_is_a_ticket(service: Live, ada: Person) -> None:
    for ticket in (None, ada.access_token, ada.refresh_token):
        assert await handshake(service, ticket) == 401
    assert await asked_for_a_ticket(service, ada.refresh_token) == 401


async def test_without_the_scope_or_with_an_expired_token_there_is_no_ticket(
    service: Live, ada: Person, settings: Settings
) -> None:
    sessions = await ada.client.get("/api/v1/auth/sessions", headers=ada.headers)
    (session,) = sessions.json()["items"]
    tokens = TokenService(settings)
    for scope, lifetime, status in (
        ("users:read", 60, 201),
        ("users:write", 60, 403),
        ("users:read", -60, 401),
    ):
        token, _ = tokens.issue_access_token(
            ada.id, [scope], session=session["id"], lifetime=lifetime
        )
        assert await asked_for_a_ticket(service, token) == status
