"""One call: bounded in time and size, never redirected, part of the trace of its request."""

import asyncio
import gzip
import socket

import pytest
from httpx2 import Headers
from structlog.contextvars import bound_contextvars, clear_contextvars

from impl.observability.logging import configure_logging
from impl.outbound.client import HTTPClient
from impl.outbound.errors import ConnectionFailed, DeadlineExceeded, ResponseTooLarge
from impl.outbound.response import Response
from impl.settings import Settings
from tests.peer import Peer, Request, response


async def call(http: HTTPClient, url: str, deadline: float = 10, max_bytes: int = 100) -> Response:
    return await http.send("example", "GET", url, deadline=deadline, max_bytes=max_bytes)


async def test_the_answer_is_whole(http: HTTPClient, peer: Peer) -> None:
    peer.says(418, headers="x-kind: teapot", body=b'{"short": "stout"}')
    answer = await call(http, peer.url)
    assert (answer.status, answer.headers["x-kind"]) == (418, "teapot")
    assert answer.json() == {"short": "stout"}
    assert answer.text == '{"short": "stout"}'


@pytest.mark.parametrize("where", ["nothing", "half a head", "half a body", "drops"])
async def test_it_ends_at_its_deadline_wherever_the_peer_stops(
    http: HTTPClient, peer: Peer, where: str
) -> None:
    async def stop(_request: Request, writer: asyncio.StreamWriter) -> None:
        if where == "half a head":
            writer.write(b"HTTP/1.1 200 OK\r\nx-a:")
        if where == "half a body":
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345")
        if where == "drops":  # each byte comes in time, the whole never does
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n")
            while True:
                writer.write(b".")
                await writer.drain()
                await asyncio.sleep(0.01)
        await asyncio.sleep(60)

    peer.answer = stop
    with pytest.raises(DeadlineExceeded, match=r"example: no answer within 0\.2 s"):
        await call(http, peer.url, deadline=0.2, max_bytes=100_000)
    peer.answer = None
    assert (await call(http, peer.url)).status == 200, "the pool is as before"


@pytest.mark.parametrize("encoding", ["declared", "chunked", "gzip"])
async def test_no_more_of_a_body_is_read_than_is_allowed(
    http: HTTPClient, peer: Peer, encoding: str
) -> None:
    body = b"x" * 10_000_000

    async def answer(_request: Request, writer: asyncio.StreamWriter) -> None:
        if encoding == "declared":
            writer.write(response(200, body=body))
        elif encoding == "gzip":
            writer.write(response(200, "content-encoding: gzip", gzip.compress(body)))
        else:
            writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
                await writer.drain()

    peer.answer = answer
    with pytest.raises(ResponseTooLarge, match="more than 100 bytes"):
        await call(http, peer.url)


async def test_a_body_of_the_limit_is_taken(http: HTTPClient, peer: Peer) -> None:
    peer.says(200, body=b"x" * 100)
    assert len((await call(http, peer.url)).content) == 100


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(http: HTTPClient, peer: Peer, status: int) -> None:
    peer.says(status, headers=f"location: {peer.url}/elsewhere")
    assert (await call(http, f"{peer.url}/here")).status == status
    assert [request.target for request in peer.requests] == ["/here"]


async def test_a_peer_that_is_not_there_cannot_have_seen_the_request(http: HTTPClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionFailed, match="example: ConnectError") as failed:
        await call(http, f"http://127.0.0.1:{port}/secret")
    assert not failed.value.was_sent
    assert "secret" not in str(failed.value)


async def test_a_peer_that_hangs_up_may_have_seen_it(http: HTTPClient, peer: Peer) -> None:
    async def hang_up(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.close()

    peer.answer = hang_up
    with pytest.raises(ConnectionFailed) as failed:
        await call(http, peer.url)
    assert failed.value.was_sent


@pytest.mark.parametrize("url", ["ftp://example.com", "nonsense", "http://[", "http://a b/"])
async def test_what_is_no_address_is_a_failed_connection(http: HTTPClient, url: str) -> None:
    with pytest.raises(ConnectionFailed):
        await call(http, url)


async def test_the_environment_says_nothing(
    http: HTTPClient, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    fresh = HTTPClient()
    assert (await call(fresh, peer.url)).status == 200
    await fresh.close()


async def test_it_carries_the_id_of_the_request_and_its_trace(
    http: HTTPClient, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    monkeypatch.setattr("impl.outbound.client.traceparent", lambda: trace)
    with bound_contextvars(request_id="01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"):
        await call(http, peer.url)
    headers = peer.requests[0].headers
    assert headers["traceparent"] == trace
    assert headers["x-request-id"] == "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"


async def test_outside_a_request_it_carries_neither(http: HTTPClient, peer: Peer) -> None:
    clear_contextvars()  # tests of requests in the same process bind some
    await call(http, peer.url)
    assert not {"traceparent", "x-request-id"} & peer.requests[0].headers.keys()


async def test_no_url_is_logged(
    http: HTTPClient, peer: Peer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    configure_logging(settings.model_copy(update={"log_level": "DEBUG"}))
    await call(http, f"{peer.url}/canary?secret=canary")
    configure_logging(settings)
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("0", 0.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0)]
    + [(wrong, None) for wrong in ("", "-1", "1.5", "soon", "٣")],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    headers = Headers([(b"retry-after", value.encode())])
    assert Response(503, headers, b"").retry_after == seconds
