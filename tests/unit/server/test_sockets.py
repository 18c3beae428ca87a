"""WebSockets at the server: what is a handshake, what is logged, and clients that stop reading."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from impl.server.ending import IS_ENDING
from impl.server.protocol import BoundedProtocol
from impl.server.sockets import BoundedSockets

PATIENCE = 20
"""Seconds after which something hangs."""
KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
HANDSHAKE = {
    b"Host": b"localhost",
    b"Connection": b"Upgrade",
    b"Upgrade": b"websocket",
    b"Sec-WebSocket-Version": b"13",
    b"Sec-WebSocket-Key": KEY,
}


class Quick(BoundedSockets):
    patience = 0.3
    most_parts = 50
    most_controls = 50


class Ending(BoundedProtocol):
    """Of a process that ends."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.app_state[IS_ENDING] = True


class Application:
    """Accepts and floods at /flood, accepts and waits at /wait, refuses at /refuse.

    At /never it waits for the client without an answer.

    A plain request is answered with 200.
    """

    def __init__(self) -> None:
        self.flooding = asyncio.Event()
        self.ended = asyncio.Event()
        self.waiting = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await receive()
        if scope["path"] == "/refuse":
            start = {"type": "websocket.http.response.start", "status": 401, "headers": []}
            await send(start)
            await send({"type": "websocket.http.response.body", "body": b"no"})
            return
        if scope["path"] == "/never":
            self.waiting.set()
            await receive()
            self.ended.set()
            return
        await send({"type": "websocket.accept"})
        try:
            await (self._flood(send) if scope["path"] == "/flood" else receive())
        finally:
            self.ended.set()

    async def _flood(self, send: Any) -> None:
        self.flooding.set()
        text = "x" * 10_000
        while True:
            await send({"type": "websocket.send", "text": text})


@pytest.fixture
def application() -> Application:
    return Application()


@asynccontextmanager
async def serving(application: Application, **options: Any) -> AsyncIterator[int]:
    """The port; the server has stopped when the block is left."""
    config = uvicorn.Config(
        application,
        ws=Quick,
        lifespan="off",
        log_config=None,
        ws_ping_timeout=0.5,
        **{"http": BoundedProtocol, "ws_ping_interval": 0.5, **options},
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(server._serve([listener]))
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            async with asyncio.timeout(PATIENCE):
                await running


@pytest.fixture
async def port(application: Application) -> AsyncIterator[int]:
    async with serving(application) as port:
        yield port


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What uvicorn and `websockets` log, at every level."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


async def answer(port: int, fields: dict[bytes, bytes], line: bytes = b"GET / HTTP/1.1") -> bytes:
    """The head of the answer to a raw request, and what else came with it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = [line, *(b"%b: %b" % field for field in fields.items()), b"", b""]
    writer.write(b"\r\n".join(head))
    async with asyncio.timeout(PATIENCE):
        received = await reader.readuntil(b"\r\n\r\n")
        if length := [each for each in received.lower().split(b"\r\n") if b"content-len" in each]:
            received += await reader.readexactly(int(length[0].partition(b":")[2]))
    writer.close()
    return received


async def test_a_handshake_is_accepted(port: int) -> None:
    assert (await answer(port, HANDSHAKE, b"GET /wait HTTP/1.1")).startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({b"Sec-WebSocket-Key": None}, b"GET / HTTP/1.1"),
        ({b"Sec-WebSocket-Key": b"short"}, b"GET / HTTP/1.1"),
        ({b"Sec-WebSocket-Version": b"8"}, b"GET / HTTP/1.1"),
        ({b"Sec-WebSocket-Version": None}, b"GET / HTTP/1.1"),
        ({b"Upgrade": b"h2c"}, b"GET / HTTP/1.1"),
        ({b"Connection": b"keep-alive"}, b"GET / HTTP/1.1"),
        ({b"Content-Length": b"0"}, b"POST / HTTP/1.1"),
        ({b"X-Long": b"x" * 9000}, b"GET / HTTP/1.1"),
        ({b"X-%d" % number: b"x" for number in range(140)}, b"GET / HTTP/1.1"),
    ],
)
async def test_a_request_that_is_no_handshake_is_served_as_any_other(
    port: int, changes: dict[bytes, bytes | None], line: bytes
) -> None:
    fields = {k: v for k, v in {**HANDSHAKE, **changes}.items() if v is not None}
    assert (await answer(port, fields, line)).startswith(b"HTTP/1.1 200 ")


async def test_a_handshake_that_cannot_be_read_is_refused_with_a_problem(port: int) -> None:
    refused = await answer(port, {**HANDSHAKE, b"Origin": b"a", b"origin": b"b"})
    head, _, body = refused.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == 400


async def test_a_refused_handshake_is_no_error_of_the_service(
    port: int, logged: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(InvalidStatus, match="401"):
        async with connect(f"ws://127.0.0.1:{port}/refuse", proxy=None):
            pass
    assert [each for each in logged.records if each.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("path", ["/wait", "/refuse"])
async def test_the_query_of_a_handshake_is_not_logged(
    port: int, path: str, logged: pytest.LogCaptureFixture
) -> None:
    logged.handler.setLevel(logging.DEBUG)
    before = len(logged.records)
    fields = {**HANDSHAKE, b"Sec-WebSocket-Protocol": b"x"}
    await answer(port, fields, b"GET %b?ticket=canary HTTP/1.1" % path.encode())
    ours = [each for each in logged.records[before:] if not each.name.startswith("asyncio")]
    assert "canary" not in str([each.getMessage() for each in ours])


async def test_a_handshake_does_not_overtake_the_answer_before_it(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    fields = b"".join(b"%b: %b\r\n" % field for field in HANDSHAKE.items())
    writer.write(
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        b"GET /wait HTTP/1.1\r\nConnection: close\r\n%b\r\n" % fields
    )
    async with asyncio.timeout(PATIENCE):
        received = await reader.read()
    writer.close()
    assert received.count(b"HTTP/1.1 200 ") == 2, "the second one is served as any other"


async def test_while_the_process_ends_a_handshake_is_answered_as_before(
    application: Application,
) -> None:
    async with serving(application, http=Ending) as port:
        assert (await answer(port, HANDSHAKE, b"GET /wait HTTP/1.1")).startswith(b"HTTP/1.1 101 ")


PING = b"\x89\x80\0\0\0\0"
PONG = b"\x8a\x80\0\0\0\0"
FIRST_PART, NEXT_PART, LAST_PART = (bytes([each, 0x80, 0, 0, 0, 0]) for each in (0x01, 0, 0x80))
NO_TEXT = b"\x81\x81\0\0\0\0\xff"


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([PING] * 60, 1008),
        ([PONG] * 60, 1008),
        ([FIRST_PART, *[NEXT_PART] * 60], 1009),
        ([NO_TEXT], 1007),
    ],
    ids=["pings", "pongs", "parts", "no UTF-8"],
)
async def test_frames_that_no_limit_of_the_document_counts_are_limited(
    port: int, frames: list[bytes], code: int, logged: pytest.LogCaptureFixture
) -> None:
    received = await answer_to_frames(port, frames)
    assert b"\x88" in received, "a close frame"
    assert received[received.index(b"\x88") + 2 :].startswith(code.to_bytes(2))
    assert [each for each in logged.records if each.levelno >= logging.WARNING] == []


async def test_as_many_frames_as_that_are_taken(port: int) -> None:
    frames = [*[PING, PONG] * 20, FIRST_PART, *[NEXT_PART] * 48, LAST_PART]
    assert await answer_to_frames(port, frames) == b"\x8a\0" * 20


async def test_frames_before_the_answer_wait_for_it(
    port: int, logged: pytest.LogCaptureFixture
) -> None:
    reserved = b"\x83\x80\0\0\0\0"
    with suppress(ConnectionResetError):  # what was never read may cost the client the answer
        received = await answer_to_frames(port, [reserved], path=b"/refuse", at_once=True)
        assert received.startswith(b"HTTP/1.1 401 ")
    assert [each for each in logged.records if each.levelno >= logging.WARNING] == []


async def test_a_client_that_leaves_before_the_answer_is_noticed(
    application: Application, port: int
) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    fields = b"".join(b"%b: %b\r\n" % field for field in HANDSHAKE.items())
    writer.write(b"GET /never HTTP/1.1\r\n%b\r\n" % fields)
    async with asyncio.timeout(PATIENCE):
        await application.waiting.wait()
        writer.close()
        await application.ended.wait()


async def answer_to_frames(
    port: int, frames: list[bytes], path: bytes = b"/wait", *, at_once: bool = False
) -> bytes:
    """What comes after the answer to the handshake, or with it where nobody waits for it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    fields = b"".join(b"%b: %b\r\n" % field for field in HANDSHAKE.items())
    writer.write(b"GET %b HTTP/1.1\r\n%b\r\n" % (path, fields))
    async with asyncio.timeout(PATIENCE):
        if not at_once:
            await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0)
        writer.write(b"".join(frames))
        received = await reader.read()
    writer.close()
    return received


async def test_a_client_that_has_stopped_reading_is_hung_up_on(
    application: Application, port: int
) -> None:
    async with stopped(port):
        async with asyncio.timeout(PATIENCE):
            await application.flooding.wait()
            await application.ended.wait()  # the pings went unanswered


async def test_a_client_that_has_stopped_reading_does_not_keep_the_server_alive(
    application: Application,
) -> None:
    options = {"timeout_graceful_shutdown": PATIENCE, "ws_ping_interval": None}
    async with AsyncExitStack() as clients, serving(application, **options) as port:
        await clients.enter_async_context(stopped(port))
        async with asyncio.timeout(PATIENCE):
            await application.flooding.wait()
        # The server has stopped, and the client is still there.


@asynccontextmanager
async def stopped(port: int) -> AsyncIterator[None]:
    """A client whose handshake is accepted, and which reads nothing after it."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setblocking(False)
        loop = asyncio.get_running_loop()
        fields = b"".join(b"%b: %b\r\n" % field for field in HANDSHAKE.items())
        await loop.sock_sendall(client, b"GET /flood HTTP/1.1\r\n%b\r\n" % fields)
        assert (await loop.sock_recv(client, 12)).startswith(b"HTTP/1.1 101")
        yield
