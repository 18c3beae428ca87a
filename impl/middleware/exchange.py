"""Gives every request an id and a log event, and every response the same headers.

One middleware does all of it, because each further layer costs every request again; it hands
WebSockets to one of their own.
"""

import time
from collections.abc import Awaitable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Final
from urllib.parse import quote

from exactapi.runtime import request_id
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from impl.middleware.security_headers import SECURITY_HEADERS
from impl.middleware.socket_exchange import SocketExchange
from impl.observability.metrics import Metrics
from impl.observability.request_log import RequestLog
from impl.observability.socket_metrics import SocketMetrics

_IN_PATHS: Final = "/%:@!$&'()*+,;="
_NAME: Final = itemgetter(0)
"""Of a header."""


class Exchange:
    """The outermost middleware.

    The request's id is in `X-Request-Id` and in every log event of the request. `Server-Timing`
    holds the milliseconds to the first byte (W3C Server Timing). Security headers are added unless
    the response sets them itself.

    The log event has the method, path, status and duration, never the query, the headers or a body.
    The path is the document's template (`/users/{id}`), or null where none matches: the path that a
    client sends may hold a token. `metrics` count the same. With `shows_paths`, for development,
    the log event has what was sent where no template matches.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics | None = None, *, shows_paths: bool = False
    ) -> None:
        self._app = app
        self._shows_paths = shows_paths
        self._metrics = metrics
        self._log = RequestLog()
        self._sockets = SocketExchange(app, SocketMetrics(metrics) if metrics else None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            app = self._sockets if scope["type"] == "websocket" else self._app
            await app(scope, receive, send)
            return
        started = time.perf_counter()
        identity = request_id(scope)
        # Each request is a task, whose variables no other task sees.
        bind_contextvars(request_id=identity)
        status = 0

        def send_with_headers(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                duration = (time.perf_counter() - started) * 1000
                headers = [*message.get("headers", ())]
                message["headers"] = [
                    *headers,
                    (b"x-request-id", identity.encode()),
                    (b"server-timing", b"app;dur=%.2f" % duration),
                    *_left_out(tuple(map(_NAME, headers))),
                ]
            return send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            method, path = scope["method"], getattr(scope.get("route"), "path", None)
            seconds = time.perf_counter() - started
            if self._metrics is not None:
                self._metrics.request(method, path, status, seconds)
            if path is None and self._shows_paths:
                path = quote(scope["raw_path"], safe=_IN_PATHS)  # no byte may forge a line
            self._log.write(identity, method=method, path=path, status=status, seconds=seconds)


@lru_cache(maxsize=512)
def _left_out(names: tuple[bytes, ...]) -> Sequence[tuple[bytes, bytes]]:
    """Return the security headers that a response with these does not have; no client names any."""
    lowered = {*map(bytes.lower, names)}
    return [each for each in SECURITY_HEADERS if each[0] not in lowered]
