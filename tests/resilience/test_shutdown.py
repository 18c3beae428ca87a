"""SIGTERM under load: what has been sent is answered, and nothing waits for who does not read."""

import asyncio
import json
import socket
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM
from typing import cast

import httptools
import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from scripts.fuzz.service import start_worker, wait_until_ready
from tests.resilience.realtime.processes import Service as Sockets
from tests.resilience.realtime.processes import environment_of, stopped_reader
from tests.service import empty, settings_for
from tests.tester import headers_of_tester

PATIENCE = 60
CONNECTIONS = 16


@pytest.fixture
def settings(own_postgresql: PostgreSQL, own_valkey: Valkey) -> Settings:
    return settings_for(
        own_postgresql.url,
        own_valkey.url,
        rate_limit_scale=100_000,
        redis_timeout=2.0,
        redis_patience=2.0,
        database_pool_timeout=10.0,
        database_command_timeout=10.0,
    )


@pytest.fixture
async def headers(settings: Settings) -> dict[str, str]:
    database = Database(settings)
    await empty(database)
    headers = await headers_of_tester(database, settings)
    await database.close()
    return headers


@dataclass
class Team:
    """Processes that share one socket, so that one of them may end while the others serve."""

    url: str
    listener: socket.socket
    environment: dict[str, str]
    log: Path
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def start(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            process = start_worker(self.environment, self.listener, log=log)
        self.running.append(process)
        return process


@contextmanager
def team(settings: Settings, folder: Path) -> Iterator[Team]:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=512))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        found = Team(url, listener, environment_of(settings), folder / "service.log")
        wait_until_ready(url, found.start())
        try:
            yield found
        finally:
            for process in found.running:
                process.kill()
                process.wait()


class Connection(asyncio.Protocol):
    """Sends one request after the other; a closed connection is opened anew between requests.

    A request whose connection is closed before it is answered has failed.
    """

    def __init__(self, load: "Load", number: int) -> None:
        self._load = load
        self._number = number
        self._parser = httptools.HttpResponseParser(self)
        self._answered = asyncio.Event()
        self._keeps = True
        self._was_answered = False
        self._lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)  # what TCP gives

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, _error: Exception | None) -> None:
        self._lost.set()
        self._answered.set()

    @property
    def is_open(self) -> bool:
        return not self._lost.is_set()

    async def close(self) -> None:
        self.transport.close()
        await self._lost.wait()

    def on_message_complete(self) -> None:
        self._load.outcomes[str(self._parser.get_status_code())] += 1
        self._keeps = self._parser.should_keep_alive()
        self._was_answered = True
        self._answered.set()

    async def ask(self, request: bytes) -> bool:
        """Return whether the connection may be used again."""
        self._answered.clear()
        self._was_answered = False
        self.transport.write(request)
        await self._answered.wait()
        if not self._was_answered:
            self._load.outcomes["lost"] += 1
        return self._was_answered and self._keeps and self.is_open


@dataclass
class Load:
    """Reads, and every fourth request a write, on connections that are kept."""

    port: int
    token: str
    outcomes: Counter[str] = field(default_factory=Counter)
    is_over: bool = False

    async def run(self, number: int) -> None:
        loop = asyncio.get_running_loop()
        count = number
        while not self.is_over:
            _, connection = await loop.create_connection(
                lambda: Connection(self, number), "127.0.0.1", self.port
            )
            while connection.is_open and not self.is_over:
                count += 1
                if not await connection.ask(self._request(count)):
                    break
                await asyncio.sleep(0.002 * number)  # some are idle for a while
            await connection.close()

    def _request(self, count: int) -> bytes:
        body = b"" if count % 4 else json.dumps({"full_name": f"Ada {count}"}).encode()
        lines = [
            f"{'PATCH' if body else 'GET'} /api/v1/users/me HTTP/1.1",
            "Host: x",
            f"Authorization: {self.token}",
        ]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def loaded(port: int, headers: dict[str, str]) -> AsyncIterator[Load]:
    load = Load(port, headers["Authorization"])
    tasks = [asyncio.create_task(load.run(number)) for number in range(CONNECTIONS)]
    try:
        yield load
    finally:
        load.is_over = True
        await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)


async def until_total(load: Load, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while load.outcomes.total() < count:  # noqa: ASYNC110  answers set no event
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.thorough)])
async def test_no_request_fails_while_processes_end_one_after_the_other(
    settings: Settings, headers: dict[str, str], tmp_path: Path, rounds: int
) -> None:
    with team(settings, tmp_path) as processes:
        async with loaded(processes.port, headers) as load:
            for _ in range(rounds):
                old = processes.running[-1]
                new = processes.start()
                await asyncio.to_thread(wait_until_ready, processes.url, new)
                await until_total(load, load.outcomes.total() + 100)
                old.send_signal(SIGTERM)
                await asyncio.to_thread(old.wait, PATIENCE)
                await until_total(load, load.outcomes.total() + 100)
    assert load.outcomes.keys() == {"200"}, load.outcomes


@pytest.mark.parametrize("greed", [0, pytest.param(50, marks=pytest.mark.thorough)])
async def test_nor_does_one_where_some_clients_have_stopped_reading(
    settings: Settings, headers: dict[str, str], tmp_path: Path, greed: int
) -> None:
    """One has a WebSocket, the other asks for more documents than it takes: that takes 20 s."""
    with team(settings, tmp_path) as processes:
        (old,) = processes.running
        async with httpx.AsyncClient(base_url=processes.url, timeout=PATIENCE) as client:
            service = Sockets(processes.url, old, processes.log, client)
            async with (
                stopped_reader(service, headers),
                greedy(processes.port, greed),
                loaded(processes.port, headers) as load,
            ):
                await asyncio.to_thread(wait_until_ready, processes.url, processes.start())
                await until_total(load, 100)
                old.send_signal(SIGTERM)
                began = time.monotonic()
                await asyncio.to_thread(old.wait, PATIENCE)
                took = time.monotonic() - began
                await until_total(load, load.outcomes.total() + 100)
    print(f"the process ended {took:.1f} s after SIGTERM")
    assert load.outcomes.keys() == {"200"}, load.outcomes
    assert old.returncode in {0, -SIGTERM}


@asynccontextmanager
async def greedy(port: int, documents: int) -> AsyncIterator[None]:
    """A client that asks for so many documents, and does not read them."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.setblocking(False)
    with suppress(BlockingIOError):
        for _ in range(documents):
            connection.send(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
    await asyncio.sleep(0.2)
    try:
        yield
    finally:
        connection.close()


async def test_who_asks_whether_it_is_ready_is_told_that_it_ends(
    settings: Settings, headers: dict[str, str], tmp_path: Path
) -> None:
    """While it says so it still takes connections, and ends each of them with its answer."""
    patient = settings.model_copy(update={"shutdown_delay": 3.0})
    with team(patient, tmp_path) as processes:
        (process,) = processes.running
        async with loaded(processes.port, headers) as load:
            await until_total(load, 50)
            process.send_signal(SIGTERM)
            async with asyncio.timeout(PATIENCE):
                while b" 200 " in (answer := await asked(processes.port, "/readyz")):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert b" 503 " in answer
            assert b"connection: close" in answer
            assert b"The process ends." in answer
            assert b" 200 " in await asked(processes.port, "/livez")
            load.is_over = True
        assert await asyncio.to_thread(process.wait, PATIENCE) in {0, -SIGTERM}
    assert load.outcomes.keys() == {"200"}, load.outcomes


async def asked(port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer
