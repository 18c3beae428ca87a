"""What nothing else caught: logged with its traceback, answered without it."""

from collections.abc import Awaitable

import orjson
import structlog
from exactapi.problems import Problem
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = structlog.get_logger()


class LastResort:
    """Answers 500 `application/problem+json` unless the answer has begun already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        def send_and_note(message: Message) -> Awaitable[None]:
            nonlocal begun
            begun = True
            return send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception:
            _log.exception("unhandled error")
            if begun:
                raise  # the server cuts the connection, so that nobody takes half for the whole
            await _answer(scope, send)


async def _answer(scope: Scope, send: Send) -> None:
    problem = Problem("Something went wrong here; it has been logged.")
    body = orjson.dumps(problem.body(f"urn:uuid:{scope['state']['request_id']}"))
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
