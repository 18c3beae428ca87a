"""Bad input, one by one, to real processes: an answer, a log line, nothing lost, nobody down."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from impl.events.stream import stream_name
from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.resilience.realtime.processes import PATIENCE, Service, serving, working
from tests.resilience.servers import away
from tests.service import empty, settings_for
from tests.tester import headers_of_tester

USERS = "/api/v1/users"


@pytest.fixture
def settings(own_postgresql: PostgreSQL, own_valkey: Valkey) -> Settings:
    return settings_for(
        own_postgresql.url, own_valkey.url, rate_limit_scale=100_000, log_level="INFO"
    )


@dataclass
class Case:
    """One service with its worker; `follower` hears of all users throughout."""

    service: Service
    settings: Settings
    redis: Redis
    headers: dict[str, str]
    follower: ClientConnection
    number: int = 0

    async def open(self, ticket: str | None = None) -> ClientConnection:
        if ticket is None:
            ticket = (await self.service.ticket(self.headers)).json()["ticket"]
        url = f"{self.service.url.replace('http', 'ws')}/ws?ticket={ticket}"
        return await connect(url, proxy=None, ping_interval=None)

    async def refusal(self, ticket: str) -> int:
        with pytest.raises(InvalidStatus) as refused:
            await self.open(ticket)
        return int(refused.value.response.status_code)

    async def say(self, socket: ClientConnection, text: str) -> dict[str, Any]:
        await socket.send(text)
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
        return answer

    async def logged(self, event: str, **fields: Any) -> dict[str, Any]:
        """The line of the log with these fields, once it is there."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for line in self.service.logged(event):
                    if fields.items() <= line.items():
                        return line
                await asyncio.sleep(0.05)

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(await asyncio.wait_for(self.follower.recv(), PATIENCE))
        return heard

    async def all_is_well(self) -> None:
        """What happens now is told to who has followed all the time."""
        self.number += 1
        body = {"email": f"ada{self.number}@example.com", "full_name": "Ada"}
        client, headers = self.service.client, self.headers
        made = await client.post(USERS, json=body, headers=headers)
        assert made.status_code == 201, made.text
        while (heard := await self.hear())["type"] != "event":
            pass
        assert heard["event"]["data"]["id"] == made.json()["id"]
        assert self.service.process.poll() is None


@pytest.fixture
async def case(settings: Settings, tmp_path: Path) -> AsyncIterator[Case]:
    redis = create_redis(settings)
    await redis.flushall()
    database = Database(settings)
    await empty(database)
    headers = await headers_of_tester(database, settings)
    await database.close()
    async with serving(settings, tmp_path) as service:
        with working(settings):
            ticket = (await service.ticket(headers)).json()["ticket"]
            url = f"{service.url.replace('http', 'ws')}/ws?ticket={ticket}"
            async with connect(url, proxy=None) as follower:
                await follower.send(json.dumps({"type": "subscribe", "channel": "users"}))
                await follower.recv()
                yield Case(service, settings, redis, headers, follower)
    await redis.aclose()


async def test_messages_that_cannot_be_taken(case: Case) -> None:
    socket = await case.open()
    for text, code in (
        ('{"type": "shout"}', "invalid"),
        ("{", "malformed"),
        ('{"type": "subscribe", "channel": 1}', "invalid"),
        ('{"type": "subscribe", "channel": "orders"}', "unknown-channel"),
    ):
        answer = await case.say(socket, text)
        assert (answer["type"], answer["code"]) == ("error", code)
    assert await case.say(socket, '{"type": "ping"}') == {"type": "pong"}
    await case.logged("message_refused", code="invalid")
    await socket.send(json.dumps({"type": "x" * 70_000}))
    with pytest.raises(ConnectionClosed) as closed:
        await asyncio.wait_for(socket.recv(), PATIENCE)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009
    await case.logged("socket", status=101, code=1009)
    await case.all_is_well()


async def test_tickets_that_were_used_or_are_over(case: Case) -> None:
    ticket = (await case.service.ticket(case.headers)).json()["ticket"]
    await (await case.open(ticket)).close()
    assert await case.refusal(ticket) == 401
    await case.logged("socket", status=401)
    expired = (await case.service.ticket(case.headers)).json()["ticket"]
    for key in await case.redis.keys("app:ticket:*"):
        await case.redis.pexpire(key, 1)
    await asyncio.sleep(0.05)
    assert await case.refusal(expired) == 401
    assert await case.refusal("x" * 4000) == 401
    await case.all_is_well()


async def test_events_that_are_broken_or_newer(case: Case) -> None:
    good = {"version": 1, "key": "user:1", "created_at": "2026-11-22T09:30:00Z"}
    for number, fields in (
        (100_001, {"type": "user.updated", "payload": "{"}),
        (100_002, {"type": "user.updated", "payload": '{"id": 1}'}),
        (100_003, {"type": "user.updated", "payload": "{}", "version": 99}),
    ):
        await case.redis.xadd(stream_name(case.settings), {**good, **fields, "id": number})
        if fields["payload"] != "{":
            assert (await case.hear())["type"] == "reset"
    await case.logged("event_not_told")
    await case.all_is_well()


async def test_redis_that_goes_in_the_middle(case: Case, own_valkey: Valkey) -> None:
    ticket = (await case.service.ticket(case.headers)).json()["ticket"]
    with away(own_valkey):
        assert (await case.service.ticket(case.headers)).status_code == 503
        assert await case.refusal(ticket) == 503
        live: httpx.Response = await case.service.client.get("/livez")
        assert live.status_code == 200
    await case.logged("request", path="/ws-tickets", status=503)
    await case.logged("socket", status=503)
    await case.all_is_well()
