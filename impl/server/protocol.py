"""uvicorn's HTTP protocol, with bounds on the size and the duration of a request.

With httptools uvicorn has neither: a header section grows until memory is gone, and half a request
keeps its connection for ever. A proxy in front has such bounds too; these are for services without
one, and for bodies, which our proxy passes on as they come.

A request that arrives whole, as nearly all do, costs nothing more; only others start a timer.
"""

import asyncio
from collections.abc import Iterable
from enum import Enum
from http import HTTPStatus
from typing import Final, cast

from exactapi.runtime import Problem, RawResponse
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from impl.middleware.early_problem import early_problem
from impl.server.cycle import Cycle, Field
from impl.server.ending import IS_ENDING, has_come
from impl.server.keep_alive import KeepAliveProtocol
from impl.server.sockets import is_handshake

_LINGER: Final = 1.0
"""Seconds that a client may go on sending after the last response; a reset would lose that."""


class _Part(Enum):
    """The part of a request that is being read."""

    NOTHING = 0
    HEAD = 1
    BODY = 2


class Refused(Problem):
    """A request that is not read to its end."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class BoundedProtocol(KeepAliveProtocol):
    """Name it to uvicorn: `--http impl.server.protocol:BoundedProtocol`.

    Trailer fields are dropped: merged into the headers, they would let a client set fields that a
    proxy has checked or removed (RFC 9110, 6.5.1).
    """

    max_head_bytes = 64 * 1024
    max_fields = 200
    head_seconds = 8.0
    """From a request's first byte, or the connection's beginning, to the end of its head."""
    body_seconds = 8.0
    """For the body, and a second more for each `body_rate` bytes of it that have come."""
    body_rate = 4 * 1024
    max_unwanted = 10_000
    """Pieces of a body that are read and dropped after the answer: many clients look for one only
    when they have sent all, and would lose it. A piece is a chunk, or what has come at once."""
    last_seconds = 0.5
    """For a request that is already on its way when the process ends."""

    _part = _Part.NOTHING
    _unread = 0
    """Bytes received and not yet parsed: part of a head, a chunk's extension, trailers."""
    _body_bytes = 0
    _unwanted = 0
    _has_ended = False
    """A request ended in the bytes received last."""
    _timer: asyncio.TimerHandle | None = None
    _refused = False

    @property
    def is_between_requests(self) -> bool:
        """Whether the next byte would be the first one of a request."""
        return self._part is _Part.NOTHING and not self._unread and not self._refused

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        super().connection_made(transport)
        self._timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._unread += len(data)
        self._has_ended = False
        super().data_received(data)
        if self._has_ended:
            self._unread = 0
            if self._part is _Part.NOTHING:
                self._stop_timer()
                return
        if self._unread > self.max_head_bytes:
            self._refuse_head()
        elif self._timer is None and not self._refused:
            seconds = self.body_seconds if self._part is _Part.BODY else self.head_seconds
            self._timer = self.loop.call_later(seconds, self._too_slow)

    def shutdown(self) -> None:
        """Close an idle connection a moment later: a client may just have sent a request."""
        self.app_state[IS_ENDING] = True
        if self.cycle is None or self.cycle.response_complete:
            self.loop.call_later(self.last_seconds, self._end_if_idle)
        else:
            super().shutdown()

    def _end_if_idle(self) -> None:
        if not self.transport.is_closing() and has_come(self.transport.get_extra_info("socket")):
            self.loop.call_later(self.last_seconds, self._end_if_idle)  # it is read until then
        else:
            super().shutdown()

    def eof_received(self) -> None:
        if self._refused:
            self.transport.close()

    def handle_websocket_upgrade(self) -> None:
        self._stop_timer()
        super().handle_websocket_upgrade()

    def _should_upgrade(self) -> bool:
        """Only for a handshake that is one; else the request is served as if it asked for none."""
        return (
            not self._refused
            and super()._should_upgrade()
            and (self.cycle is None or self.cycle.response_complete)  # else that answer is lost
            and is_handshake(self.parser.get_method(), self.parser.get_http_version(), self.headers)
        )

    def _unsupported_upgrade_warning(self) -> None:
        """A client may ask for an upgrade in vain (RFC 9110, 7.8): no reason to warn of it."""

    def on_message_begin(self) -> None:
        self._part = _Part.HEAD
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if self._refused:
            return
        if not self._is_within_bounds():
            self._refuse_head()
            return
        super().on_headers_complete()
        if type(self.cycle) is RequestResponseCycle:
            self.cycle.__class__ = Cycle  # uvicorn asks nobody which class to take
        if IS_ENDING in self.app_state and self.cycle is not None:  # a handshake has none
            self.cycle.keep_alive = False
        self.scope["headers"] = self.headers.copy()  # uvicorn adds the trailers to its own
        self._part = _Part.BODY
        self._body_bytes = self._unwanted = self._unread = 0
        self._stop_timer()

    def on_body(self, body: bytes) -> None:
        if self._refused:
            return
        self._body_bytes += len(body)
        self._unread = 0
        super().on_body(body)
        if self.cycle.response_complete:
            self._unwanted += 1
            if self._unwanted > self.max_unwanted:
                self._hang_up()

    def on_message_complete(self) -> None:
        if self._refused:
            return
        self._part = _Part.NOTHING
        self._has_ended = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _is_within_bounds(self) -> bool:
        return len(self.headers) <= self.max_fields and (
            self._unread <= self.max_head_bytes or self._head_bytes() <= self.max_head_bytes
        )

    def _head_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _refuse_head(self) -> None:
        if self._part is _Part.NOTHING:
            self._refuse(HTTPStatus.BAD_REQUEST, "There are only blank lines, and no request.")
        elif self._part is _Part.HEAD and not self.headers:
            detail = f"The request's target is longer than {self.max_head_bytes} bytes."
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG, detail)
        else:
            detail = (
                f"At most {self.max_fields} fields and {self.max_head_bytes} bytes are read "
                "of a request's header or trailer section."
            )
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail)

    def _too_slow(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        if self._part is _Part.NOTHING:
            self.transport.close()  # it has asked for nothing, so there is nothing to answer
        elif self._part is _Part.HEAD:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request did not come in time.")
        elif self.flow.read_paused:  # it waits for us
            self._timer = self.loop.call_later(self.body_seconds, self._too_slow)
        elif self._body_bytes >= self.body_rate:
            self._timer = self.loop.call_later(self._body_bytes / self.body_rate, self._too_slow)
            self._body_bytes = 0
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request's body did not come in time.")

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer and hang up, unless another answer is due or under way: then only hang up."""
        if self._refused:
            return
        self._refused = True
        self._stop_timer()
        cycle, is_body = self.cycle, self._part is _Part.BODY
        if is_body and cycle.response_complete and not self.pipeline:
            self._hang_up()
            return
        if is_body and (cycle.response_started or self.pipeline):
            self.transport.close()
            return
        if is_body:
            cycle.disconnected = True
            cycle.message_event.set()
        elif cycle is not None and not cycle.response_complete:
            cycle.keep_alive = False  # the connection ends with the answer that is due
            return
        # What was sent of the headers is not looked at.
        response = early_problem(Refused(status, detail), {"headers": []})
        response.headers.append((b"connection", b"close"))
        self.transport.write(as_bytes(response, self.server_state.default_headers))
        self._hang_up()

    def _hang_up(self) -> None:
        """Send nothing more, and give the client time to end, too."""
        self._refused = True
        self._stop_timer()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(_LINGER, self.transport.close)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def as_bytes(response: RawResponse, default_headers: Iterable[Field]) -> bytes:
    """Return what goes over the wire."""
    fields = [b"%b: %b\r\n" % field for field in (*default_headers, *response.headers)]
    content = cast("bytes", response.body)  # a problem is no stream
    return b"".join([STATUS_LINE[response.status], *fields, b"\r\n", content])
