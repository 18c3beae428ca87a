"""Whatever a server sends, a call of the Python SDK ends, and with an error of the SDK."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sdk.raw.server import RawServer, answer, raw_server

pytestmark = pytest.mark.slow

ID = UUID("01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a")
JSON, PROBLEM = "application/json", "application/problem+json"
DEEP = b"[" * 100_000
GZIP = "content-encoding: gzip\r\n"
Call = Callable[[Any], Any]


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with raw_server() as running:
        yield running


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest, travel: Any, server: RawServer) -> Callable[[Call], Any]:
    """Makes a call with either client; `call` gets its resources."""
    given = {"retries": travel.Retries(attempts=1), "timeout": 1.0}

    def sync(call: Call) -> Any:
        with travel.Client(server.url, **given) as client:
            found = call(client)
            return [*found] if hasattr(found, "__next__") else found

    async def listed(call: Call) -> Any:
        async with travel.AsyncClient(server.url, **given) as client:
            found = await call(client)
            if not isinstance(found, AsyncIterator):
                return found
            async with found:
                return [each async for each in found]

    return sync if request.param == "sync" else lambda call: asyncio.run(listed(call))


def booking(client: Any) -> Any:
    return client.bookings.get_booking(id=ID)


def delays(client: Any) -> Any:
    return client.default.follow_delays()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (answer(200, DEEP, JSON), "UnexpectedResponse"),
        (answer(200, b"\xff\xfe", JSON), "UnexpectedResponse"),
        (answer(200, b'{"id":' + b"9" * 5000 + b"}", JSON), "UnexpectedResponse"),
        (answer(302, headers="location: /v1/bookings/x\r\n"), "UnexpectedResponse"),
        (answer(409, DEEP, PROBLEM), "Conflict"),
        (answer(404, b'{"type":[1],"title":2,"errors":{"a":1}}', PROBLEM), "NotFound"),
        (answer(503, headers="retry-after: \xb2\r\n"), "ServiceUnavailable"),
        (answer(503, headers="retry-after: Mon, 99 May\r\n"), "ServiceUnavailable"),
        (answer(200, b"{}", JSON, GZIP), "ConnectionFailed"),
        (answer(500, b"{}", JSON, GZIP), "ConnectionFailed"),
        (b"\x16\x03\x01", "ConnectionFailed"),
        (b"", "ConnectionFailed"),
    ],
    ids=lambda value: repr(value[:40]),
)
def test_an_answer_that_makes_no_sense_is_an_error_of_the_sdk(
    run: Callable[[Call], Any], travel: Any, server: RawServer, sent: bytes, error: str
) -> None:
    server.pieces, server.pause = [sent], 0
    with pytest.raises(getattr(travel.errors, error)) as raised:
        run(booking)
    assert type(raised.value).__module__.startswith("train_travel")
    if error == "UnexpectedResponse":
        assert raised.value.request_id == "the-request"
        assert raised.value.content == sent.partition(b"\r\n\r\n")[2]


def test_a_body_that_comes_byte_by_byte_does_not_take_longer_than_it_may(
    run: Callable[[Call], Any], travel: Any, server: RawServer
) -> None:
    server.pieces = [answer(200, b"", JSON), *([b" "] * 1000)]
    server.pause = 0.05
    with pytest.raises(travel.errors.TimedOut, match=r"no whole answer in 1 s"):
        run(booking)


def test_a_head_that_comes_line_by_line_does_not_take_longer_than_it_may(
    run: Callable[[Call], Any], travel: Any, server: RawServer
) -> None:
    server.pieces = [b"HTTP/1.1 200 OK\r\n", *([b"x: 1\r\n"] * 1000), b"\r\n"]
    server.pause = 0.05
    for call in (booking, delays):
        with pytest.raises(travel.errors.TimedOut, match="no answer in"):
            run(call)


def test_a_stream_may_take_longer(run: Callable[[Call], Any], server: RawServer) -> None:
    events = [b'data: {"minutes": %d}\n\n' % number for number in range(12)]
    server.pieces = [answer(200, b"", "text/event-stream"), *events]
    server.pause = 0.1  # twelve of them are longer than the call may take
    assert [each.minutes for each in run(delays)] == [*range(12)]


@pytest.mark.parametrize(
    "pieces",
    [
        ['data: {"minutes": 3, "why": "a\u2028b\u0085c"}\n\n'.encode()],
        [b'\xef\xbb\xbfdata: {"minutes":\r', b'\ndata: 3, "why": "a\xe2', b"\x80\xa8b", b'"}\r\r'],
        [b'data\n\ndata:\n\n: hello\nevent: x\ndata: {"minutes": 3}\n\ndata: {"minutes": 4}\n'],
    ],
    ids=["characters that end lines elsewhere", "pieces", "events without data, or without end"],
)
def test_an_event_ends_where_the_standard_says(
    run: Callable[[Call], Any], server: RawServer, pieces: list[bytes]
) -> None:
    server.pieces, server.pause = [answer(200, b"", "text/event-stream"), *pieces], 0.01
    assert [each.minutes for each in run(delays)] == [3]


def test_lines_of_json_end_at_line_feeds_alone(
    run: Callable[[Call], Any], server: RawServer
) -> None:
    lines = '{"id":"a\u2028b","kind":"halt"}\r\n\n{"id":"c","kind":"halt"}'.encode()
    server.pieces, server.pause = [answer(200, lines, "application/jsonl")], 0
    assert [each.id for each in run(lambda client: client.default.search())] == ["a\u2028b", "c"]


def test_a_stream_that_cannot_be_unpacked_is_broken_off(
    run: Callable[[Call], Any], travel: Any, server: RawServer
) -> None:
    server.pieces, server.pause = [answer(200, b"data: 1\n\n", "text/event-stream", GZIP)], 0
    with pytest.raises(travel.errors.ConnectionFailed, match="broke off"):
        run(delays)


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_an_argument_of_a_path_leads_to_no_other_operation(
    run: Callable[[Call], Any], server: RawServer, value: str
) -> None:
    server.seen.clear()
    with pytest.raises(ValueError, match=r"get-booking: \{id\} may not be"):
        run(lambda client: client.bookings.get_booking(id=value))
    assert server.seen == []
