"""uvicorn's WebSocket protocol, with an end for clients that have stopped reading.

uvicorn closes a connection once all that was written to it has been taken. A client that has
stopped reading never takes it, so its connection would stay for ever, also at a shutdown.
"""

import asyncio
import logging
import re
import socket
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final, cast

from exactapi.runtime import Problem
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.frames import CloseCode, Frame
from websockets.http11 import Response
from websockets.server import ServerProtocol

from impl.middleware.early_problem import early_problem

_log: Final = logging.getLogger("uvicorn.error.sockets")
_log.setLevel(logging.WARNING)
"""Below that uvicorn logs each handshake with its query, which holds the ticket."""
_log.addFilter(lambda record: not str(record.msg).startswith("Invalid UTF-8"))
"""Clients must not fill the log; uvicorn takes their text that is none for an error of its own."""


_KEY: Final = re.compile(rb"[A-Za-z0-9+/]{22}==")
_MOST_FIELDS: Final = 128
_LONGEST_FIELD: Final = 8190
"""What `websockets` reads of a handshake; it has no answer to more."""


def is_handshake(method: bytes, version: str, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Return whether a request that asks for a WebSocket is what RFC 6455, 4.2.1 demands."""
    fields: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        fields.setdefault(name, []).append(value)
    return (
        (method, version) == (b"GET", "1.1")
        and fields.get(b"sec-websocket-version") == [b"13"]
        and len(keys := fields.get(b"sec-websocket-key", [])) == 1
        and _KEY.fullmatch(keys[0]) is not None
        and b"transfer-encoding" not in fields
        and fields.get(b"content-length", [b"0"]) == [b"0"]
        and len(headers) <= _MOST_FIELDS
        and all(len(name) + len(value) + 2 <= _LONGEST_FIELD for name, value in headers)
    )


class RefusedHandshake(Problem):
    """A handshake that is none, or that the application has failed to answer."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class _Handshakes(ServerProtocol):
    """Refuses in problems; as it is, in plain text."""

    def reject(self, status: int, text: str) -> Response:
        problem = RefusedHandshake(HTTPStatus(status), text.strip())
        response = early_problem(problem, {"headers": []})
        fields = [*response.headers, (b"connection", b"close")]
        headers = Headers((name.decode(), value.decode()) for name, value in fields)
        body = cast("bytes", response.body)  # a problem is no stream
        return Response(status, HTTPStatus(status).phrase, headers, body)


class BoundedSockets(WebSocketsSansIOProtocol):
    """Name it to uvicorn: `--ws impl.server.sockets:BoundedSockets`. Nothing is compressed."""

    patience = 5.0
    """Seconds that a client has to take what was written, once its socket is closed."""

    buffer = 128 * 1024
    """Bytes that the kernel keeps for a client that does not read; by default it is 4 MB."""

    most_parts = 1000
    """Of one message; nothing else bounds those that are empty."""

    most_controls = 1000
    """Pings and pongs in a second; the limits of the document count messages."""

    most_early = 64 * 1024
    """Bytes that are kept of what comes before the handshake is answered."""

    _early = b""
    _end: asyncio.TimerHandle | None = None
    _second = 0.0
    """When the counting of `_controls` began, in the loop's time."""
    _controls = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = _log
        self.conn = _Handshakes(max_size=self.config.ws_max_size, logger=_log)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        endpoint = transport.get_extra_info("socket")
        if endpoint is not None:
            endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.buffer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        super().shutdown()
        self._end_soon()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._end_soon()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self._end_soon()

    def data_received(self, data: bytes) -> None:
        """Keep frames until the handshake is answered: uvicorn cannot refuse them before."""
        if self.handshake_complete or not self.handshake_initiated:
            super().data_received(data)
            return
        self._early += data
        if len(self._early) > self.most_early:
            self.transport.pause_reading()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= self.most_parts:
            self._fail(CloseCode.MESSAGE_TOO_BIG, f"a message has at most {self.most_parts} parts")
        else:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        super().handle_ping()
        self._count_control()

    def handle_pong(self, event: Frame) -> None:
        super().handle_pong(event)
        self._count_control()

    async def send(self, message: Any) -> None:
        was_complete = self.handshake_complete
        await super().send(message)
        if self.handshake_complete and not was_complete and not self.transport.is_closing():
            self.transport.resume_reading()
            if self._early:
                early, self._early = self._early, b""
                self.data_received(early)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            # Else uvicorn takes the handshake for unanswered, and logs it as an error.
            self.handshake_complete = True

    def _count_control(self) -> None:
        now = self.loop.time()
        if now >= self._second + 1:
            self._second, self._controls = now, 0
        self._controls += 1
        if self._controls > self.most_controls:
            self._fail(CloseCode.POLICY_VIOLATION, "too many pings and pongs")

    def _fail(self, code: CloseCode, reason: str) -> None:
        if not self.close_sent:
            self.conn.fail(code, reason)
            self.handle_parser_exception()

    def _end_soon(self) -> None:
        if self._end is None and not self.disconnected:
            self._end = self.loop.call_later(self.patience, self.transport.abort)
