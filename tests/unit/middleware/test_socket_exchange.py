"""Each WebSocket has an id, one log event, and is counted."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from impl.middleware.exchange import Exchange
from impl.observability.metrics import Metrics

ID = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"
Message = dict[str, Any]


async def exchanged(
    app: Callable[..., Any], *received: Message, metrics: Metrics | None = None
) -> tuple[list[Message], list[Any]]:
    """What reaches the server, and what is logged."""
    events, sent = iter(received), list[Message]()

    async def receive() -> Message:
        return next(events)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": "/ws",
        "query_string": b"ticket=canary",
        "headers": [(b"x-request-id", ID.encode())],
    }
    with capture_logs() as logged:
        await Exchange(app, metrics)(scope, receive, send)
    return sent, logged


async def echo(scope: Any, receive: Any, send: Any) -> None:
    scope["route"] = SimpleNamespace(path="/ws")
    await receive()
    await send({"type": "websocket.accept", "subprotocol": None})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


CONNECT = {"type": "websocket.connect"}
HELLO = {"type": "websocket.receive", "text": "canary"}


def gone(code: int) -> Message:
    return {"type": "websocket.disconnect", "code": code}


async def test_one_event_with_the_messages_and_the_close_code() -> None:
    sent, (event,) = await exchanged(echo, CONNECT, HELLO, HELLO, gone(4711))
    names = ("event", "path", "status", "code", "received", "sent")
    assert [event[name] for name in names] == ["socket", "/ws", 101, 4711, 2, 2]
    assert "canary" not in str(event)
    assert (b"x-request-id", ID.encode()) in sent[0]["headers"]


async def test_a_refused_handshake_has_the_same_headers_as_any_response() -> None:
    async def refuse(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.http.response.start", "status": 401, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})

    sent, (event,) = await exchanged(refuse)
    names = {name for name, _ in sent[0]["headers"]}
    assert names > {b"x-request-id", b"cache-control"}
    assert (event["status"], "code" in event) == (401, False)


async def test_the_first_close_code_counts() -> None:
    async def close(_scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 4408})
        await receive()

    _, (event,) = await exchanged(close, gone(1006))
    assert event["code"] == 4408


@pytest.mark.parametrize(("code", "label"), [(4408, "4408"), (1012, "1012"), (4711, "_OTHER")])
async def test_sockets_and_messages_are_counted_within_bounds(code: int, label: str) -> None:
    metrics = Metrics()
    await exchanged(echo, CONNECT, HELLO, gone(code), metrics=metrics)
    page = generate_latest(metrics.registry).decode()
    for line in (
        "websocket_open 0.0",
        "websocket_messages_received_total 1.0",
        "websocket_messages_sent_total 1.0",
        f'websocket_closed_total{{code="{label}"}} 1.0',
    ):
        assert line in page


async def test_an_application_that_fails_leaves_none_open() -> None:
    async def fail(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        raise RuntimeError

    metrics = Metrics()
    with pytest.raises(RuntimeError):
        await exchanged(fail, metrics=metrics)
    page = generate_latest(metrics.registry).decode()
    assert "websocket_open 0.0" in page
    assert 'websocket_closed_total{code="1006"} 1.0' in page
