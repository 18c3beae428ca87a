"""What is beyond the limit is refused by the server as the application would refuse it."""

import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st

from impl.middleware.admission import Admission
from impl.middleware.concurrency_limit import ConcurrencyLimit
from impl.observability.metrics import Metrics
from impl.server.shedding import SheddingProtocol
from tests.unit.server.connection import AFTER, Connection

Message = dict[str, Any]
PATIENCE = 20
ID = "01931b6e-7a30-4c64-b3bc-5d5f6f2f9d0a"


class Application:
    """Has one place, which a request to /slow keeps until `free`; counts what it is asked."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.admission = Admission(1, self.metrics, exempt=["/livez"])
        self.free = asyncio.Event()
        self.asked: list[str] = []
        self._limited = ConcurrencyLimit(self._answer, self.admission)

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] == "lifespan":
            scope["state"]["admission"] = self.admission
            for stage in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{stage}.complete"})
        else:
            self.asked.append(f"{scope['method']} {scope['path']}")
            await self._limited(scope, receive, send)

    async def _answer(self, scope: Message, _receive: Any, send: Any) -> None:
        if scope["path"] == "/slow":
            await self.free.wait()
        headers = [(b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture(params=["asyncio", "uvloop"])
def port(request: pytest.FixtureRequest, application: Application) -> Iterator[int]:
    config = uvicorn.Config(
        application, http=SheddingProtocol, loop=request.param, log_config=None, date_header=False
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=lambda: server.run(sockets=[listener]))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        application.free.set()
        server.should_exit = True
        thread.join(timeout=PATIENCE)


def connected(port: int) -> closing[socket.socket]:
    return closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))


def request(path: str = "/", *fields: str, method: str = "GET", body: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: x", f"X-Request-Id: {ID}", *fields, "", body]
    return "\r\n".join(lines).encode()


def answer(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head and the body of the next answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(1)
    head = received.removesuffix(b"\r\n\r\n")
    length = next(int(f[16:]) for f in head.split(b"\r\n") if f.startswith(b"content-length: "))
    return head, b"".join(connection.recv(1) for _ in range(length))


@pytest.fixture
def full(port: int, application: Application) -> Iterator[int]:
    """The port of a server whose place is taken."""
    with connected(port) as connection:
        connection.sendall(request("/slow"))
        while not (application.admission.is_full and application.asked):
            time.sleep(0.01)
        application.asked.clear()
        yield port


def test_it_is_the_same_to_the_byte_and_the_application_is_not_asked(
    full: int, application: Application
) -> None:
    with connected(full) as connection:
        connection.sendall(request())
        head, body = answer(connection)
        assert application.asked == []
        connection.sendall(request("/%20"))  # a path to be decoded is for the application
        by_application = answer(connection)
    assert application.asked == ["GET / "]
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: 1\r\n" in head
    assert (head, body) == by_application


def test_the_connection_stays_open_and_serves_again(full: int, application: Application) -> None:
    with connected(full) as connection:
        for _ in range(3):
            connection.sendall(request())
            assert answer(connection)[0].startswith(b"HTTP/1.1 503 ")
        application.admission.leave()
        connection.sendall(request())
        assert answer(connection)[0].startswith(b"HTTP/1.1 200 ")
        application.admission.enter()


def test_requests_that_come_together_are_answered_in_their_order(
    full: int, application: Application
) -> None:
    with connected(full) as connection:
        connection.sendall(request() + request("/livez") + request())
        statuses = [answer(connection)[0].split()[1] for _ in range(3)]
    assert statuses == [b"503", b"200", b"503"]


@pytest.mark.parametrize(
    "sent",
    [
        request(),
        request().replace(b"X-Request-Id", b"x-request-ID"),
        request().replace(f"X-Request-Id: {ID}\r\n".encode(), b""),
        request("/users?limit=1&name=%20", "Accept: */*", "Connection: Keep-Alive", "X-Empty:"),
        request("/users/1", method="DELETE"),
    ],
    ids=["with an id", "in other letters", "without an id", "with fields", "DELETE"],
)
def test_what_is_plain_is_not_for_the_application(
    full: int, application: Application, sent: bytes
) -> None:
    with connected(full) as connection:
        connection.sendall(sent)
        head, _body = answer(connection)
    assert head.startswith(b"HTTP/1.1 503 ")
    assert application.asked == []


@pytest.mark.parametrize(
    "given", [f"X-Request-Id: {ID}\r\n" * 2, "X-Request-Id: mine\r\n"], ids=["two", "not a UUID"]
)
def test_an_id_that_is_none_gets_another_one(full: int, given: str) -> None:
    with connected(full) as connection:
        connection.sendall(request().replace(f"X-Request-Id: {ID}\r\n".encode(), given.encode()))
        head, body = answer(connection)
    found = next(f[14:] for f in head.split(b"\r\n") if f.startswith(b"x-request-id: "))
    assert UUID(found.decode()) != UUID(ID)
    assert json.loads(body)["instance"] == f"urn:uuid:{found.decode()}"


@pytest.mark.parametrize("pieces", [2, 5, 40], ids=str)
def test_what_comes_in_pieces_is_refused_as_well(full: int, pieces: int) -> None:
    sent = request()
    with connected(full) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(2):
            for place in range(0, len(sent), size := -(-len(sent) // pieces)):
                connection.sendall(sent[place : place + size])
                time.sleep(0.002)
            assert answer(connection)[0].startswith(b"HTTP/1.1 503 ")


async def test_a_client_that_does_not_read_is_written_to_when_it_does() -> None:
    """Else what it is refused would be kept here until memory is gone."""
    admission = Admission(0, Metrics())
    limited = ConcurrencyLimit(None, admission)  # type: ignore[arg-type]  # nobody is admitted
    connection = Connection(SheddingProtocol, {"admission": admission})
    connection.protocol.config.loaded_app = connection.protocol.app = limited
    connection.protocol.pause_writing()
    for _ in range(100):
        await connection.ask()
    assert connection.wire.written == b""
    connection.protocol.resume_writing()
    for _ in range(100):
        await connection.rest()
    assert connection.wire.written.count(b"HTTP/1.1 503 ") == 100


async def test_a_refusal_leaves_its_connection_idle() -> None:
    connection = Connection(SheddingProtocol, {"admission": Admission(0, Metrics())})
    for moment in (4, 8, 12):  # longer than a first request may take
        connection.protocol.data_received(request())
        connection.clock.until(moment)
        assert not connection.wire.is_closed
    connection.clock.until(8 + AFTER)
    assert connection.wire.is_closed


@pytest.mark.parametrize(
    "sent",
    [
        request("/livez"),
        request("/livez?verbose"),
        request(method="POST", body="{}").replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n"),
        request("/", "Connection: close"),
        request("/", "Connection: keep-alive, close"),
        request("/", "Expect: 100-continue", "Connection: close"),
        request(method="HEAD"),
        request().replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
    ids=["health", "health with a query", "body", "close", "both", "expecting", "HEAD", "HTTP/1.0"],
)
def test_what_is_not_simple_is_for_the_application(
    full: int, application: Application, sent: bytes
) -> None:
    with connected(full) as connection:
        connection.sendall(sent)
        head, *_ = connection.recv(4096).split(b"\r\n\r\n")
    assert len(application.asked) == 1
    expected = b"200" if b"livez" in sent else b"503"
    assert head.split()[1] == expected


def test_a_head_that_is_too_large_is_refused_for_that(full: int) -> None:
    with connected(full) as connection:
        connection.sendall(request("/", *(f"x-{number}: y" for number in range(250))))
        assert answer(connection)[0].startswith(b"HTTP/1.1 431 ")


def test_of_requests_that_come_at_once_one_is_admitted(port: int, application: Application) -> None:
    """None of them has begun when the next one is read, so they are counted as they are read."""
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for connection in connections:
        connection.sendall(request("/slow"))
    count = "http_server_refused_requests_total"
    while application.metrics.registry.get_sample_value(count) != 19:
        time.sleep(0.01)
    for connection in connections:
        connection.close()
    assert application.asked == ["GET /slow"]
    assert application.admission.active == 1


UNREADABLE_TARGETS = ("http://a", "http://[", "http://a:999999/", "http://a?x", "*")
ANY_TARGET = st.sampled_from(UNREADABLE_TARGETS) | st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20
)
ANYTHING = (
    st.sampled_from([request(), request("/%20"), request("/", "Upgrade: websocket")])
    | ANY_TARGET.map(request)
    | st.binary(max_size=40)
)


@settings(deadline=None)
@given(sent=st.lists(ANYTHING, min_size=1, max_size=4), together=st.booleans())
def test_every_place_is_left_whatever_is_sent(sent: list[bytes], *, together: bool) -> None:
    """Also by requests that the application is never given: their targets cannot be read."""

    async def places_kept() -> int:
        admission = Admission(10, Metrics())
        connection = Connection(SheddingProtocol, {"admission": admission})
        limited = ConcurrencyLimit(connection.answer, admission)
        connection.protocol.config.loaded_app = connection.protocol.app = limited
        for piece in [b"".join(sent)] if together else sent:
            connection.protocol.data_received(piece)
            await connection.rest()
        connection.protocol.connection_lost(None)
        await connection.rest()
        return admission.active

    assert asyncio.run(places_kept()) == 0
