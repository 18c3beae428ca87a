"""The WebSocket: tickets, channels, events, and what is refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from impl.settings import Settings
from impl.storage import Database
from tests.api.realtime.live import Live, live
from tests.tester import Bearer

USERS = "/api/v1/users"


@pytest.fixture
async def service(settings: Settings, database: Database, redis: Redis) -> AsyncIterator[Live]:
    async with live(settings, database, redis) as running:
        yield running


@pytest.fixture
def admin(bearer: Bearer) -> dict[str, str]:
    return bearer("users:read", "users:write", "users:admin")


async def create(service: Live, admin: dict[str, str], name: str = "Ada") -> dict[str, Any]:
    """Create a user, and let the event reach the stream."""
    body = {"email": f"{name.lower()}@example.com", "full_name": name}
    response = await service.client.post(USERS, json=body, headers=admin)
    assert response.status_code == 201, response.text
    await service.happen()
    user: dict[str, Any] = response.json()
    return user


async def test_what_happens_to_a_user_reaches_who_has_subscribed(
    service: Live, admin: dict[str, str]
) -> None:
    async with service.connected(admin) as socket:
        await socket.subscribe("users")
        user = await create(service, admin)
        created = await socket.hear()
        await service.client.patch(
            f"{USERS}/{user['id']}", json={"full_name": "Ada King"}, headers=admin
        )
        await service.client.delete(f"{USERS}/{user['id']}", headers=admin)
        await service.happen()
        updated, deleted = await socket.hear(), await socket.hear()
    assert [each["event"]["type"] for each in (created, updated, deleted)] == [
        *("user.created", "user.updated", "user.deleted"),
    ]
    assert created["event"]["data"] == user
    assert updated["event"]["data"]["full_name"] == "Ada King"
    assert deleted["event"]["data"] == {"id": user["id"]}


async def test_a_channel_of_one_user_has_the_events_of_that_user_alone(
    service: Live, admin: dict[str, str]
) -> None:
    ada, grace = await create(service, admin, "Ada"), await create(service, admin, "Grace")
    async with service.connected(admin) as socket:
        await socket.subscribe(f"users.{ada['id']}")
        for each in (grace, ada):
            await service.client.delete(f"{USERS}/{each['id']}", headers=admin)
        await service.happen()
        event = await socket.hear()
        assert event["event"]["data"] == {"id": ada["id"]}
        await socket.say(type="unsubscribe", channel=f"users.{ada['id']}")
        assert (await socket.hear())["type"] == "unsubscribed"


async def test_a_client_that_comes_back_gets_what_it_has_missed_first(
    service: Live, admin: dict[str, str]
) -> None:
    async with service.connected(admin) as socket:
        await socket.subscribe("users")
        await create(service, admin, "Ada")
        seen = (await socket.hear())["sequence"]
    missed = [await create(service, admin, name) for name in ("Grace", "Alan", "Edsger")]
    async with service.connected(admin) as socket:
        assert await socket.subscribe("users", since=seen) == seen
        events = [(await socket.hear())["event"]["data"] for _ in missed]
        assert events == missed
        assert (await socket.ask(type="ping"))["type"] == "pong"


async def test_a_client_that_has_missed_what_is_gone_is_told_to_load_anew(
    service: Live, admin: dict[str, str]
) -> None:
    await create(service, admin)
    async with service.connected(admin) as socket:
        sequence = await socket.subscribe("users", since="1-0")
        reset = await socket.hear()
        assert reset == {"type": "reset", "channel": "users", "sequence": sequence}


async def test_a_ticket_opens_one_socket(service: Live, admin: dict[str, str]) -> None:
    ticket = await service.ticket(admin)
    async with service.connected(admin):
        pass
    used = service.url(ticket)
    async with asyncio.TaskGroup() as group:
        tries = [group.create_task(_opens(service, used)) for _ in range(5)]
    assert sorted(each.result() for each in tries) == [101, 401, 401, 401, 401]


async def _opens(service: Live, url: str) -> int:
    try:
        status, _ = await service.refusal(url)
    except AssertionError:
        return 101
    return status


async def test_without_a_ticket_or_with_an_expired_one_there_is_no_socket(
    service: Live, admin: dict[str, str], redis: Redis
) -> None:
    assert (await service.refusal(service.url()))[0] == 401
    ticket = await service.ticket(admin)
    await redis.flushdb()
    assert (await service.refusal(service.url(ticket)))[0] == 401


async def test_a_plain_request_is_answered_with_426(service: Live) -> None:
    response = await service.client.get("/ws")
    assert (response.status_code, response.headers["upgrade"]) == (426, "websocket")
    assert response.json()["status"] == 426


async def test_pages_of_strangers_are_refused_before_the_ticket_is_used(
    service: Live, admin: dict[str, str]
) -> None:
    url = service.url(await service.ticket(admin))
    assert (await service.refusal(url, origin="https://evil.example"))[0] == 403
    assert await _opens(service, url) == 101


@pytest.mark.parametrize(
    ("scopes", "channel", "code"),
    [
        (("users:read",), "users", "forbidden"),
        (("users:read",), "users.01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a", "forbidden"),
        (("users:read", "users:admin"), "orders", "unknown-channel"),
        (("users:read", "users:admin"), "orders.1", "unknown-channel"),
    ],
)
async def test_a_channel_that_is_not_for_the_client_is_refused(
    service: Live, bearer: Bearer, scopes: tuple[str, ...], channel: str, code: str
) -> None:
    async with service.connected(bearer(*scopes)) as socket:
        answer = await socket.ask(type="subscribe", channel=channel)
        assert (answer["type"], answer["code"], answer["channel"]) == ("error", code, channel)
        assert (await socket.ask(type="ping"))["type"] == "pong"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "malformed"),
        ('{"type": "shout"}', "invalid"),
        ('{"type": "subscribe"}', "invalid"),
        ('{"type": "subscribe", "channel": "USERS"}', "invalid"),
        ('{"type": "subscribe", "channel": "users", "since": "yesterday"}', "invalid"),
        (b'{"type": "ping"}', "malformed"),
    ],
)
async def test_a_message_that_cannot_be_taken_is_answered_and_the_socket_stays(
    service: Live, admin: dict[str, str], text: str | bytes, code: str
) -> None:
    async with service.connected(admin) as socket:
        await socket.connection.send(text)
        assert (await socket.hear())["code"] == code
        assert (await socket.ask(type="ping"))["type"] == "pong"


async def test_a_frame_that_is_too_large_closes_the_socket(
    service: Live, admin: dict[str, str]
) -> None:
    async with service.connected(admin) as socket:
        await socket.connection.send(json.dumps({"type": "x" * 70_000}))
        assert await socket.close_code() == 1009


async def test_the_subprotocol_is_the_version_of_the_messages(
    service: Live, admin: dict[str, str]
) -> None:
    async with service.connected(admin, subprotocols=["events.v1"]) as socket:
        assert socket.connection.subprotocol == "events.v1"
    url = service.url(await service.ticket(admin))
    assert (await service.refusal(url, subprotocols=["events.v2"]))[0] == 400
