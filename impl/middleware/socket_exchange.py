"""What `Exchange` does for requests, for WebSockets: an id, a log event, headers, metrics."""

import time
from collections.abc import Awaitable
from typing import Final

import structlog
from exactapi.runtime import request_id
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from impl.middleware.security_headers import SECURITY_HEADERS
from impl.observability.socket_metrics import SocketMetrics

_SWITCHING: Final = 101
_ABNORMAL: Final = 1006
"""The close code of a connection that ended without one (RFC 6455, 7.4.1)."""


class SocketExchange:
    """The handshake has the id in `X-Request-Id`, and so has every log event of the socket.

    There is one event for a socket that was open, when it is closed, and one for a handshake that
    was refused. Neither has the query, which holds the ticket, or a message.
    """

    def __init__(self, app: ASGIApp, metrics: SocketMetrics | None) -> None:
        self._app = app
        self._metrics = metrics
        self._log = structlog.get_logger().bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        identity = request_id(scope)
        bind_contextvars(request_id=identity)
        exchange = _Socket(receive, send, identity, self._metrics)
        started = time.perf_counter()
        try:
            await self._app(scope, exchange.receive, exchange.send)
        finally:
            seconds = time.perf_counter() - started
            fields = {
                "path": getattr(scope.get("route"), "path", None),
                "status": exchange.status,
                "milliseconds": round(seconds * 1000, 2),
            }
            if exchange.status == _SWITCHING:
                exchange.end()
                fields |= {
                    "code": exchange.code,
                    "received": exchange.received,
                    "sent": exchange.sent,
                }
            self._log.info("socket", **fields)


class _Socket:
    """Counts what goes through one socket."""

    def __init__(
        self, receive: Receive, send: Send, identity: str, metrics: SocketMetrics | None
    ) -> None:
        self.status = self.received = self.sent = 0
        self.code: int | None = None
        self._receive = receive
        self._send = send
        self._headers = [(b"x-request-id", identity.encode())]
        self._metrics = metrics

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive":
            self.received += 1
            if self._metrics is not None:
                self._metrics.received.inc()
        elif message["type"] == "websocket.disconnect":
            self._closes(message.get("code"))
        return message

    def send(self, message: Message) -> Awaitable[None]:
        kind = message["type"]
        if kind == "websocket.send":
            self.sent += 1
            if self._metrics is not None:
                self._metrics.sent.inc()
        elif kind == "websocket.close":
            self._closes(message.get("code"))
        elif kind == "websocket.accept":
            self._answer(_SWITCHING)
            message["headers"] = [*message.get("headers", ()), *self._headers]
        elif kind == "websocket.http.response.start":
            self._answer(message["status"])
            message["headers"] = [*message["headers"], *self._headers, *SECURITY_HEADERS]
        return self._send(message)

    def end(self) -> None:
        """The socket is closed, and if nobody has said how, its connection was lost."""
        self._closes(_ABNORMAL)
        if self._metrics is not None and self.code is not None:
            self._metrics.closed(self.code)

    def _answer(self, status: int) -> None:
        self.status = status
        if status == _SWITCHING and self._metrics is not None:
            self._metrics.opened()

    def _closes(self, code: int | None) -> None:
        """Keep the first code: what follows is an echo of it."""
        if self.code is None:
            self.code = code
