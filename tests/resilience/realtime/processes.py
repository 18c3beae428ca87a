"""Processes of the service, and clients of their sockets."""

import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx
from pydantic import SecretStr
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from impl.events.stream import stream_name
from impl.settings import Settings
from scripts.fuzz.service import ROOT, start_worker, wait_until_ready

PATIENCE = 120
"""Seconds until a test gives up; far more than anything here takes."""

Headers = dict[str, str]


@dataclass(slots=True)
class Service:
    """One process that serves; `log` is what it has written."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    client: httpx.AsyncClient
    connecting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(20))

    async def ticket(self, headers: Headers) -> httpx.Response:
        return await self.client.post("/ws-tickets", headers=headers)

    def logged(self, event: str) -> list[dict[str, Any]]:
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [each for each in map(json.loads, lines) if each["event"] == event]


def environment_of(settings: Settings) -> dict[str, str]:
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    return os.environ | {
        name.upper(): value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in given.items()
        if value != ()
    }


@asynccontextmanager
async def serving(settings: Settings, folder: Path) -> AsyncIterator[Service]:
    """A process that is killed at the end, if it has not ended before."""
    log = folder / f"service-{secrets.token_hex(4)}.log"
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener, log.open("wb") as file:
        process = start_worker(environment_of(settings), listener, log=file)
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            wait_until_ready(url, process)
            async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
                yield Service(url, process, log, client)
        finally:
            process.kill()
            process.wait()


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """A worker, which relays events."""
    process = subprocess.Popen(
        [sys.executable, "-m", "impl.worker"], cwd=ROOT, env=environment_of(settings)
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@dataclass(slots=True)
class Client:
    """Follows a channel, and comes back with what it has had whenever its socket is closed.

    `events` are the ids in the order of their arrival, `resets` the times it was told to load anew.
    """

    service: Service
    headers: Headers
    channel: str = "users"
    events: list[int] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    resets: int = 0
    sequence: str | None = None
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        while True:
            with suppress(httpx.HTTPError, OSError, ConnectionClosed, TimeoutError):
                async with self.service.connecting:
                    response = await self.service.ticket(self.headers)
                    response.raise_for_status()
                    connection = await self._connect(response.json()["ticket"])
                await self._follow(connection)
            await asyncio.sleep(0.1)

    async def _connect(self, ticket: str) -> ClientConnection:
        url = f"{self.service.url.replace('http', 'ws')}/ws?ticket={ticket}"
        return await connect(url, proxy=None, open_timeout=PATIENCE, ping_interval=None)

    async def _follow(self, connection: ClientConnection) -> None:
        async with connection as socket:
            asked = {"type": "subscribe", "channel": self.channel}
            if self.sequence is not None:
                asked["since"] = self.sequence
            await socket.send(json.dumps(asked))
            try:
                async for text in socket:
                    self._take(json.loads(text))
            finally:
                if socket.close_code is not None:
                    self.codes.append(socket.close_code)

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "event":
                self.events.append(message["event"]["id"])
                self.latencies.append(time.time() - _written_at(message["sequence"]))
            case "reset":
                self.resets += 1
            case "subscribed":
                self.subscribed.set()
        self.sequence = message["sequence"]


def _written_at(sequence: str) -> float:
    """When Redis took the event, which counts milliseconds."""
    return int(sequence.partition("-")[0]) / 1000


@asynccontextmanager
async def following(*clients: Client) -> AsyncIterator[None]:
    """The clients run, and have subscribed once."""
    tasks = [asyncio.create_task(client.run()) for client in clients]
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(client.subscribed.wait() for client in clients))
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


@asynccontextmanager
async def stopped_reader(service: Service, headers: Headers) -> AsyncIterator[ClientConnection]:
    """A client that has subscribed, and reads nothing any more."""
    ticket = (await service.ticket(headers)).json()["ticket"]
    url = f"{service.url.replace('http', 'ws')}/ws?ticket={ticket}"
    endpoint = socket.create_connection(("127.0.0.1", int(service.url.rpartition(":")[2])))
    endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection = await connect(url, sock=endpoint, proxy=None, ping_interval=None, max_queue=1)
    await connection.send(json.dumps({"type": "subscribe", "channel": "users"}))
    await connection.recv()
    connection.transport.pause_reading()
    try:
        yield connection
    finally:
        with suppress(OSError):
            connection.transport.abort()


class Changes:
    """Writes events of one user to the stream, as the relay does."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._redis = redis
        self._stream = stream_name(settings)
        self._length = settings.events_stream_length
        self.last = 0

    async def publish(self, number: int = 1, *, size: int = 3) -> None:
        user = {
            "id": "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a",
            "email": "ada@example.com",
            "full_name": "A" * size,
            "role": "user",
            "status": "active",
            "created_at": "2026-11-22T09:30:00Z",
            "updated_at": "2026-11-22T09:30:00Z",
        }
        fields: dict[Any, Any] = {
            "type": "user.updated",
            "version": 1,
            "key": "user:1",
            "payload": json.dumps(user),
            "created_at": "2026-11-22T09:30:00Z",
        }
        async with self._redis.pipeline(transaction=False) as pipeline:
            for _ in range(number):
                self.last += 1
                pipeline.xadd(self._stream, {**fields, "id": self.last}, maxlen=self._length)
            await pipeline.execute()
