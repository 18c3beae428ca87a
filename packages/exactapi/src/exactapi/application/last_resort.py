"""The last layer: errors that nothing caught are logged, and answered without traceback."""

from collections.abc import Awaitable
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exactapi.rejections import InternalError
from exactapi.response.problems import problem_response

_log = structlog.get_logger(__name__)

_DETAIL: Final = "Something went wrong here; it has been logged."


class LastResort:
    """Answers 500 `application/problem+json` unless the response has begun already."""

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
                raise  # the server cuts the connection, so that no client takes half for the whole
            response = problem_response(InternalError(_DETAIL), scope)
            await response.send(scope, receive, send)
