"""When sockets are closed, who is on a channel, and how many sockets there may be."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from exactapi.websockets import socket as codes
from redis.asyncio import Redis

from impl.app import _options
from impl.features.realtime import connection
from impl.security.tokens import TokenService
from impl.settings import Settings
from impl.storage import Database
from tests.api.conftest import Person
from tests.api.realtime.live import PATIENCE, Live, live
from tests.tester import Bearer

pytestmark = pytest.mark.slow

AUTH, USERS = "/api/v1/auth", "/api/v1/users"


@pytest.fixture
async def service(settings: Settings, database: Database, redis: Redis) -> AsyncIterator[Live]:
    async with live(settings, database, redis) as running:
        yield running


async def log_out(ada: Person, _: Person) -> None:
    await ada.client.post(f"{AUTH}/logout", headers=ada.headers)


async def log_out_everywhere(ada: Person, _: Person) -> None:
    await ada.client.post(f"{AUTH}/logout-all", headers=ada.headers)


async def disable(ada: Person, admin: Person) -> None:
    access = {"role": "user", "status": "disabled"}
    await admin.client.put(f"{USERS}/{ada.id}/access", json=access, headers=admin.headers)


async def delete(ada: Person, admin: Person) -> None:
    await admin.client.delete(f"{USERS}/{ada.id}", headers=admin.headers)


@pytest.mark.parametrize("end", [log_out, log_out_everywhere, disable, delete])
async def test_a_socket_is_closed_once_its_session_has_ended(
    service: Live, ada: Person, admin: Person, end: Callable[..., Awaitable[None]]
) -> None:
    async with service.connected(ada.headers) as socket, service.connected(admin.headers) as other:
        await socket.subscribe(f"users.{ada.id}")
        await end(ada, admin)
        assert await socket.close_code() == codes.SESSION_OVER
        assert (await other.ask(type="ping"))["type"] == "pong"


def test_sessions_are_asked_about_so_often_that_five_seconds_are_enough(
    settings: Settings,
) -> None:
    """As docs/realtime.md promises; two seconds are left for the question and the close."""
    assert _options(settings).sockets.session_check <= 3


async def test_a_socket_is_closed_once_its_token_has_expired(
    service: Live, ada: Person, settings: Settings
) -> None:
    claims = await ada.client.get(f"{AUTH}/sessions", headers=ada.headers)
    (session,) = claims.json()["items"]
    token, _ = TokenService(settings).issue_access_token(
        ada.id, ["users:read"], session=session["id"], lifetime=2
    )
    issued = int(time.time())
    async with service.connected({"Authorization": f"Bearer {token}"}) as socket:
        assert (await socket.ask(type="ping"))["type"] == "pong"
        assert await socket.close_code() == codes.SESSION_OVER
    assert datetime.now(UTC).timestamp() >= issued + 2


async def test_a_ticket_of_a_session_that_has_ended_opens_nothing(
    service: Live, ada: Person
) -> None:
    ticket = await service.ticket(ada.headers)
    await log_out(ada, ada)
    assert (await service.refusal(service.url(ticket)))[0] == 401


async def test_who_floods_is_told_and_then_closed(service: Live, ada: Person) -> None:
    async with service.connected(ada.headers) as socket:
        for _ in range(150):
            await socket.say(type="ping")
        assert await socket.close_code() == codes.TOO_MANY_MESSAGES


async def test_one_socket_may_follow_so_many_channels(
    service: Live, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_CHANNELS", 2)
    first, second, third = (f"users.{UUID(int=number)}" for number in range(3))
    async with service.connected(admin.headers) as socket:
        for channel in (first, second, second):
            await socket.subscribe(channel)
        answer = await socket.ask(type="subscribe", channel=third)
        assert (answer["code"], answer["channel"]) == ("too-many-channels", third)
        await socket.ask(type="unsubscribe", channel=first)
        await socket.subscribe(third)


async def test_more_sockets_than_a_process_may_have_are_refused(
    settings: Settings, database: Database, redis: Redis, bearer: Bearer
) -> None:
    few = settings.model_copy(update={"max_sockets": 1})
    headers = bearer("users:read")
    async with live(few, database, redis) as service:
        async with service.connected(headers) as socket:
            await socket.ask(type="ping")
            status, problem = await service.refusal(service.url(await service.ticket(headers)))
            assert (status, problem["detail"]) == (503, "There are too many sockets here.")
        while True:  # until the place is free again
            ticket = await service.ticket(headers)
            try:
                status, _ = await service.refusal(service.url(ticket))
            except AssertionError:
                break
            assert status == 503


async def test_those_on_a_channel_see_each_other_in_all_processes(
    settings: Settings, database: Database, redis: Redis, ada: Person, admin: Person
) -> None:
    channel = f"users.{ada.id}"
    async with (
        live(settings, database, redis) as one,
        live(settings, database, redis) as two,
        one.connected(ada.headers) as socket,
    ):
        await socket.subscribe(channel, presence=True)
        assert (await socket.hear())["users"] == [ada.id]
        async with two.connected(admin.headers) as other:
            await other.subscribe(channel, presence=True)
            both = sorted([ada.id, admin.id])
            assert (await other.hear())["users"] == both
            assert (await socket.hear())["users"] == both
        assert (await socket.hear())["users"] == [ada.id]


async def test_who_does_not_ask_for_presence_is_not_seen(
    service: Live, ada: Person, admin: Person
) -> None:
    channel = f"users.{ada.id}"
    async with service.connected(admin.headers) as hidden, service.connected(ada.headers) as seen:
        await hidden.subscribe(channel)
        await seen.subscribe(channel, presence=True)
        assert (await seen.hear())["users"] == [ada.id]


async def test_a_user_with_two_sockets_is_there_until_both_have_gone(
    service: Live, ada: Person, admin: Person
) -> None:
    channel = f"users.{ada.id}"
    async with service.connected(admin.headers) as admins:
        await admins.subscribe(channel, presence=True)
        assert (await admins.hear())["users"] == [admin.id]
        async with service.connected(ada.headers) as first:
            await first.subscribe(channel, presence=True)
            assert ada.id in (await admins.hear())["users"]
            async with service.connected(ada.headers) as second:
                await second.subscribe(channel, presence=True)
                await second.hear()
        assert (await admins.hear())["users"] == [admin.id]


async def test_the_service_says_at_its_end_that_clients_shall_come_back(
    settings: Settings, database: Database, redis: Redis, bearer: Bearer
) -> None:
    async with asyncio.timeout(PATIENCE):
        async with live(settings, database, redis) as service:
            connecting = service.connected(bearer("users:read"))
            socket = await connecting.__aenter__()
            await socket.ask(type="ping")
        assert await socket.close_code() == 1012
        await connecting.__aexit__(None, None, None)
