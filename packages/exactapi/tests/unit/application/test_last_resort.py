from collections.abc import Callable
from typing import Any

import pytest
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from exactapi.application.app import ExactAPI
from exactapi.application.last_resort import LastResort
from exactapi.request_id import request_id

HTTP = {"type": "http", "method": "GET", "path": "/", "headers": []}


async def sent_by(app: ASGIApp, scope: Scope) -> list[Message]:
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return messages


def failing(error: Exception, *, begun: bool = False) -> ASGIApp:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise error

    return app


async def test_an_error_becomes_a_problem_without_its_cause() -> None:
    scope = dict(HTTP)
    with capture_logs() as events:
        start, body = await sent_by(LastResort(failing(RuntimeError("canary"))), scope)
    assert start["status"] == 500
    assert (b"content-type", b"application/problem+json") in start["headers"]
    assert body["body"] == (
        b'{"type":"about:blank","title":"Internal Server Error","status":500,'
        b'"detail":"Something went wrong here; it has been logged.",'
        b'"instance":"urn:uuid:%s"}' % request_id(scope).encode()
    )
    (event,) = events
    assert event["event"] == "unhandled error"
    assert event["exc_info"]


async def test_head_is_told_without_content() -> None:
    _, body = await sent_by(LastResort(failing(RuntimeError())), HTTP | {"method": "HEAD"})
    assert body["body"] == b""


async def test_half_a_response_is_not_completed() -> None:
    with pytest.raises(RuntimeError, match="broken off"):
        await sent_by(LastResort(failing(RuntimeError("broken off"), begun=True)), dict(HTTP))


async def test_what_is_no_request_is_none_of_its_business() -> None:
    with pytest.raises(RuntimeError):
        await sent_by(LastResort(failing(RuntimeError())), {"type": "lifespan"})


@pytest.mark.parametrize("where", ["middleware", "route"])
async def test_all_layers_below_it_are_covered(service: Any, where: str) -> None:
    service.add("GET", "/items")

    async def fail() -> None:
        raise RuntimeError

    app: ExactAPI = service.app
    app.get("/own")(fail)
    if where == "middleware":
        app.user_middleware.append(Middleware(_refusing))
    response = await service.request("GET", "/own")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"


def _refusing(_app: ASGIApp) -> Callable[..., Any]:
    return failing(RuntimeError())
