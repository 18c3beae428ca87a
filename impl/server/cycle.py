"""uvicorn's exchange of a request and its response, with a quicker way to write the head.

uvicorn looks at each field of a response with two regular expressions, and puts the head together
piece by piece. A response of ours has a dozen fields, mostly with the names of the one before, so
what follows from the names is worked out once, and the values are looked at all together.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from uvicorn.protocols.http.httptools_impl import HEADER_RE, STATUS_LINE, RequestResponseCycle

_FORBIDDEN: Final = bytes({*range(0x20), 0x7F} - {0x09})
"""Octets that no value of a field holds (RFC 9110, section 5.5)."""
_FRAMING: Final = frozenset({b"content-length", b"transfer-encoding", b"connection"})
_WITHOUT_CONTENT: Final = frozenset({204, 304})

Field = tuple[bytes, bytes]


class Cycle(RequestResponseCycle):
    """The same from message to message; there is no access log.

    A head with a Content-Length waits for the content, as ASGI asks of servers, so that both are
    sent together.
    """

    _head = b""

    async def send(self, message: Any) -> None:
        """Send what the application says.

        Raises:
            RuntimeError: it would break the message, or comes in another order.
        """
        # A later request on the connection may have closed it; uvicorn tells only that one's cycle.
        if self.transport.is_closing():
            self.disconnected = True
        if self.response_started or message["type"] != "http.response.start":
            if not (self._head and self._finish(message)):
                await super().send(message)
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        self.response_started = True
        self.waiting_for_100_continue = False
        status, fields = message["status"], [*self.default_headers, *message.get("headers", ())]
        names, values = zip(*fields, strict=True) if fields else ((), ())
        layout = _layout(names)
        together = b"".join(values)
        if len(together.translate(None, _FORBIDDEN)) != len(together):
            raise RuntimeError("Invalid HTTP header value.")
        if layout.length is not None and self.keep_alive:
            self.expected_content_length = int(values[layout.length])
            self.chunked_encoding = False
            self._head = b"%b%b\r\n" % (STATUS_LINE[status], layout.text % values)
        else:
            rest = self._frame(status, ((name, values[place]) for name, place in layout.framing))
            self.transport.write(b"%b%b%b\r\n" % (STATUS_LINE[status], layout.text % values, rest))

    def _finish(self, message: Any) -> bool:
        """Send the head that waits; with the content and return True, if that is whole."""
        head, self._head = self._head, b""
        body: bytes = message.get("body", b"")
        if self.disconnected:
            return False
        if (
            message["type"] != "http.response.body"
            or message.get("more_body", False)
            or len(body) != self.expected_content_length
            or self.scope["method"] == "HEAD"
            or self.flow.write_paused
        ):
            self.transport.write(head)
            return False
        self.transport.write(head + body)
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()
        return True

    def _frame(self, status: int, fields: Iterable[Field]) -> bytes:
        """Note how the content will be framed; return the fields that the application left out."""
        closes, rest = False, b""
        for name, value in fields:
            if name == b"content-length" and self.chunked_encoding is None:
                self.expected_content_length = int(value)
                self.chunked_encoding = False
            elif name == b"transfer-encoding" and value.lower() == b"chunked":
                self.expected_content_length = 0
                self.chunked_encoding = True
            elif name == b"connection" and b"close" in map(bytes.strip, value.lower().split(b",")):
                self.keep_alive, closes = False, True
        if not self.keep_alive and not closes:
            rest = b"connection: close\r\n"
        has_content = self.scope["method"] != "HEAD" and status not in _WITHOUT_CONTENT
        if self.chunked_encoding is None and has_content:
            self.chunked_encoding = True
            rest += b"transfer-encoding: chunked\r\n"
        return rest


class _Layout(NamedTuple):
    """`text` has a place for each value; `framing` are the fields about framing, by place.

    `length` is the place of the one that there is where that is a Content-Length, as it mostly is.
    """

    text: bytes
    framing: tuple[tuple[bytes, int], ...]
    length: int | None


@lru_cache(maxsize=512)
def _layout(names: tuple[bytes, ...]) -> _Layout:
    """Return the layout of a head; applications choose names, clients do not."""
    if any(HEADER_RE.search(name) for name in names):
        raise RuntimeError("Invalid HTTP header name.")
    lowered = [name.lower() for name in names]
    framing = [(name, place) for place, name in enumerate(lowered) if name in _FRAMING]
    return _Layout(
        b"".join(name.replace(b"%", b"%%") + b": %b\r\n" for name in lowered),
        tuple(framing),
        framing[0][1] if [name for name, _ in framing] == [b"content-length"] else None,
    )
