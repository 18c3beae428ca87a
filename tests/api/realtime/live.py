"""The service on a real socket, as uvicorn serves it, in the loop of the test."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from impl.app import create_app
from impl.events.relay import Relay
from impl.server.protocol import BoundedProtocol
from impl.server.sockets import BoundedSockets
from impl.settings import Settings
from impl.storage import Database

PATIENCE = 20
"""Seconds after which a test gives up."""

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Live:
    """`client` speaks HTTP; `relay` copies events to the stream, as a worker would."""

    client: httpx.AsyncClient
    relay: Relay

    async def ticket(self, headers: Headers) -> str:
        response = await self.client.post("/ws-tickets", headers=headers)
        assert response.status_code == 201, response.text
        ticket: str = response.json()["ticket"]
        return ticket

    def url(self, ticket: str | None = None) -> str:
        query = "" if ticket is None else f"?ticket={ticket}"
        return f"{self.client.base_url}".replace("http", "ws").rstrip("/") + f"/ws{query}"

    @asynccontextmanager
    async def connected(self, headers: Headers, **options: Any) -> AsyncIterator["Conversation"]:
        """A socket of whom the headers are; it ends with the block."""
        url = self.url(await self.ticket(headers))
        async with connect(url, proxy=None, **options) as connection:
            yield Conversation(connection)

    async def refusal(self, url: str, **options: Any) -> tuple[int, dict[str, Any]]:
        """The status and the problem with which a handshake is refused."""
        try:
            async with connect(url, proxy=None, **options):
                raise AssertionError("the socket was accepted")
        except InvalidStatus as refused:
            response = refused.response
            assert response.headers["content-type"] == "application/problem+json"
            return response.status_code, json.loads(response.body)

    async def happen(self) -> None:
        """Copy what has happened to the stream."""
        while await self.relay.relay():
            pass


@dataclass(frozen=True, slots=True)
class Conversation:
    connection: ClientConnection

    async def say(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            message: dict[str, Any] = json.loads(await self.connection.recv())
        return message

    async def ask(self, **message: Any) -> dict[str, Any]:
        await self.say(**message)
        return await self.hear()

    async def subscribe(self, channel: str, **more: Any) -> str:
        """Return the sequence from which on there will be events."""
        answer = await self.ask(type="subscribe", channel=channel, **more)
        assert (answer["type"], answer["channel"]) == ("subscribed", channel), answer
        sequence: str = answer["sequence"]
        return sequence

    async def close_code(self) -> int:
        """The code with which the service closes; what it has sent before is passed over."""
        with suppress(ConnectionClosed):
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.connection.recv()
        return int(self.connection.close_code or 0)


@asynccontextmanager
async def live(settings: Settings, database: Database, redis: Any) -> AsyncIterator[Live]:
    config = uvicorn.Config(
        create_app(settings),
        http=BoundedProtocol,
        ws=BoundedSockets,
        ws_max_size=65_536,
        log_level="critical",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(server._serve([listener]))
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(base_url=url) as client:
                yield Live(client, Relay(settings, database, redis))
        finally:
            server.should_exit = True
            await running
