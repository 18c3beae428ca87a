"""A name for each request: in the logs, in `X-Request-Id`, and as a problem's `instance`."""

import random
import re
from typing import Final
from uuid import UUID

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

_HEADER: Final = b"x-request-id"
_ACCEPTED: Final = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}")


class RequestId:
    """Keeps the caller's `X-Request-Id` if it is a UUID (nginx's 32 digits too), else makes one.

    Only UUIDs, because a problem's `instance` is `urn:uuid:<request id>`.
    Puts it in `scope["state"]["request_id"]` and in every log event of the request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        # A dictionary of its own: the server gives all requests the same one.
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        # Each request is a task, whose variables nobody else sees.
        bind_contextvars(request_id=request_id)
        header = (_HEADER, request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        await self._app(scope, receive, send_with_id)


def _request_id(scope: Scope) -> str:
    given = [value.lower() for name, value in scope["headers"] if name == _HEADER]
    if len(given) == 1 and _ACCEPTED.fullmatch(given[0]):
        digits = given[0].decode().replace("-", "")
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    # It has to be unlike the others, not unguessable, so the system need not be asked for it.
    return str(UUID(int=random.getrandbits(128), version=4))
