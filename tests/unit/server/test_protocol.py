"""What a client may send, and how slowly, over real sockets on both event loops."""

import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from threading import Thread
from typing import Any

import pytest
import uvicorn

from impl.server.protocol import BoundedProtocol

Message = dict[str, Any]
PATIENCE = 20
"""Seconds after which a connection hangs."""


class Quick(BoundedProtocol):
    head_seconds = 0.5
    body_seconds = 0.5
    body_rate = 100
    max_unwanted = 1000


async def application(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Answers with what it was asked; /early does so before it has the body."""
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        more = message["more_body"]
    fields = [name.decode() for name, _ in scope["headers"]]
    body = json.dumps({"path": scope["path"], "fields": fields, "size": size}).encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    config = uvicorn.Config(
        application, http=Quick, loop=request.param, lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=lambda: server.run(sockets=[listener]))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=PATIENCE)


def answers(port: int, *pieces: bytes, pause: float = 0) -> list[tuple[int, dict[str, Any]]]:
    """Every answer until the server hangs up."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) as connection:
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(pause)
            try:
                connection.sendall(piece)
            except ConnectionError:
                break
        received = b""
        while data := connection.recv(65536):
            received += data
    return list(split(received))


def split(received: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        status, *fields = head.decode().split("\r\n")
        length = next(int(f.split(":")[1]) for f in fields if f.startswith("content-length"))
        code = int(status.split()[1])
        if code >= 400:
            assert "content-type: application/problem+json" in fields
            assert "connection: close" in fields
        yield code, json.loads(rest[:length])
        received = rest[length:]


def get(*fields: str, path: str = "/") -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: x", *fields, "", ""]
    return "\r\n".join(lines).encode()


def post(body: bytes, *fields: str, path: str = "/") -> bytes:
    return get(*fields, path=path).replace(b"GET", b"POST") + body


CLOSE = "Connection: close"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (get(*(f"x-{number}: y" for number in range(100)), CLOSE), 200),
        (get(*(f"x-{number}: y" for number in range(250)), CLOSE), 431),
        (get("x: " + "y" * 60_000, CLOSE), 200),
        (get("x: " + "y" * 70_000, CLOSE), 431),
        (get("x: " + "y" * 3_000_000, CLOSE), 431),
        (get("x" * 3_000_000 + ": y", CLOSE), 431),
        (get(*(f"x-{number}: y" for number in range(200_000))), 431),
        (get(path="/" + "y" * 3_000_000), 414),
        (b"GET\x00/ HTTP/1.1\r\n\r\n", 400),
        (b"\r\n" * 1_000_000, 400),
    ],
    ids=[
        *("fields", "too many fields", "long value", "longer value", "endless value"),
        *("endless name", "endless fields", "endless target", "no request", "endless lines"),
    ],
)
def test_a_head_is_read_up_to_its_bounds(port: int, sent: bytes, status: int) -> None:
    assert [code for code, _ in answers(port, sent)] == [status]


@pytest.mark.parametrize(
    "trailer", ["x: " + "y" * 3_000_000, *["\r\n".join(["x: y"] * 100_000)]], ids=["long", "many"]
)
def test_a_trailer_section_has_the_same_bounds(port: int, trailer: str) -> None:
    sent = post(b"1\r\nz\r\n0\r\n" + trailer.encode(), "Transfer-Encoding: chunked")
    assert [code for code, _ in answers(port, sent)] == [431]


def test_a_chunk_extension_has_them_too(port: int) -> None:
    sent = post(b"1;" + b"x" * 3_000_000, "Transfer-Encoding: chunked")
    assert [code for code, _ in answers(port, sent)] == [431]


def test_trailer_fields_are_dropped(port: int) -> None:
    sent = post(b"1\r\nz\r\n0\r\nAuthorization: x\r\n\r\n", "Transfer-Encoding: chunked", CLOSE)
    ((code, answer),) = answers(port, sent)
    assert code == 200
    assert answer == {
        "path": "/",
        "fields": ["host", "transfer-encoding", "connection"],
        "size": 1,
    }


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((), []),
        ((b"\r\n",) * 5, []),
        ((get(), b"\r\n"), [200]),
        ((b"GET / HT",), [408]),
        ((b"GET / HTTP/1.1\r\nHost: x\r\n",), [408]),
        ((post(b"half", "Content-Length: 8"),), [408]),
        ((post(b"8\r\nhalf", "Transfer-Encoding: chunked"),), [408]),
        ((post(b"half", "Content-Length: 8", path="/early"),), [200]),
        ((get(), b"GET / HT"), [200, 408]),
        ((get(), post(b"half", "Content-Length: 8")), [200, 408]),
    ],
    ids=[
        *(
            "silent",
            "blank lines",
            "a blank line after a request",
            "half a line",
            "half a head",
            "half a body",
            "half a chunk",
        ),
        *("half a body, answered", "half a second head", "half a second body"),
    ],
)
def test_what_does_not_go_on_is_cut(port: int, pieces: tuple[bytes, ...], expected: object) -> None:
    assert [code for code, _ in answers(port, *pieces, pause=0.2)] == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "begun",
    [b"GET / HTTP/1.1\r\nHost: x\r\nX: ", post(b"", "Content-Length: 1000")],
    ids=["head", "body"],
)
def test_a_trickle_is_cut_as_well(port: int, begun: bytes) -> None:
    assert [code for code, _ in answers(port, begun, *[b"y"] * 40, pause=0.1)] == [408]


@pytest.mark.slow
def test_a_body_that_comes_steadily_is_read_to_its_end(port: int) -> None:
    pieces = [b"y" * 50] * 20
    sent = post(b"", "Content-Length: 1000", CLOSE)
    ((code, answer),) = answers(port, sent, *pieces, pause=0.1)
    assert (code, answer["size"]) == (200, 1000)


def test_pipelined_requests_are_all_answered(port: int) -> None:
    found = answers(port, get() * 2000 + get(CLOSE))
    assert [code for code, _ in found] == [200] * 2001


def test_good_requests_before_a_bad_one_are_answered_and_it_is_not(port: int) -> None:
    """An answer to it could overtake theirs."""
    assert [code for code, _ in answers(port, get() * 3 + b"nonsense\r\n\r\n")] == [200] * 3


@pytest.mark.slow
def test_the_slow_do_not_keep_others_waiting(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Quick, "head_seconds", 2.0)  # on a busy machine the others are slow, too

    async def run() -> list[bytes]:
        async def slow() -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\n")
            answer = await reader.read()
            writer.close()
            return answer

        waiting = [asyncio.create_task(slow()) for _ in range(200)]
        for _ in range(20):
            codes = [code for code, _ in await asyncio.to_thread(answers, port, get(CLOSE))]
            assert codes == [200]
        return await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE)

    # Who did not even send the first line in time is cut without an answer.
    assert {answer[:13] for answer in asyncio.run(run())} <= {b"", b"HTTP/1.1 408 "}


def test_an_early_answer_is_not_lost_when_what_follows_is_too_large(port: int) -> None:
    trailers = b"1\r\na\r\n0\r\nX-A: " + b"a" * 1_000_000
    request = post(trailers, "Transfer-Encoding: chunked", path="/early")
    assert [status for status, _ in answers(port, request)] == [200]


def test_a_body_is_not_read_for_ever_once_its_request_is_answered(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) as client:
        client.sendall(post(b"", "Transfer-Encoding: chunked", path="/early"))
        assert client.recv(4096).startswith(b"HTTP/1.1 200 ")
        with pytest.raises(ConnectionError):  # noqa: PT012  it ends when the server has had enough
            while True:
                client.sendall(b"1\r\na\r\n" * 1000)


def test_a_large_body_may_come_after_the_answer(port: int) -> None:
    """Its client looks for the answer only then."""
    late = [b"a" * 4_000_000, b"a" * 4_000_000 + get(CLOSE)]
    sent = post(b"", "Content-Length: 8000000", path="/early")
    assert [code for code, _ in answers(port, sent, *late, pause=0.05)] == [200, 200]


@pytest.mark.parametrize("fault", ["X: y\r\n" * 201, f"X: {'y' * 80_000}\r\n"])
def test_a_handshake_that_is_too_large_is_refused_as_any_other_request(
    port: int, fault: str
) -> None:
    fields = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    sent = f"GET / HTTP/1.1\r\nHost: x\r\n{fields}{key}{fault}\r\n".encode()
    assert [code for code, _ in answers(port, sent)] == [431]


def test_an_answer_that_is_due_when_a_later_request_breaks_off_raises_nothing(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    broken = post(b"zz\r\n", "Transfer-Encoding: chunked")
    answers(port, get() + broken)
    assert [code for code, _ in answers(port, get(CLOSE))] == [200]
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []
