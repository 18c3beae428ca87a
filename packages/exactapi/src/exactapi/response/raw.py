"""A response in the shape in which ASGI wants it."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

from pydantic import MISSING
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from exactapi.errors import ExactAPIError
from exactapi.text.simple import simple

HeaderList = list[tuple[bytes, bytes]]

ONE_LINE_PER_VALUE: Final = frozenset({"set-cookie", "www-authenticate"})
"""Fields whose values hold commas of their own (RFC 9110, sections 5.3 and 11.6.1)."""


class UnsendableHeaderError(ExactAPIError, ValueError):
    """A header value that would break the message, or that HTTP cannot carry."""


@dataclass(slots=True)
class RawResponse:
    """`body` is complete, or an iterator whose chunks are sent as they come.

    `release` is awaited when a stream has ended, however it ended.
    """

    status: int
    headers: HeaderList
    body: bytes | AsyncIterator[bytes]
    release: Callable[[], Awaitable[None]] | None = None

    async def send(self, scope: Scope, receive: Receive, send: Send) -> None:
        """To HEAD the headers are sent that GET would get, and no content."""
        if root_path := scope.get("root_path"):
            self.headers = [*_below(root_path, self.headers)]
        body = self.body
        if not isinstance(body, bytes):
            await self.as_starlette(scope)(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        content = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": content})

    def as_starlette(self, scope: Scope) -> Response:
        """Return the same as Starlette's object, which watches a stream for a disconnect."""
        response: Response
        if isinstance(self.body, bytes):
            response = Response(b"" if scope["method"] == "HEAD" else self.body, self.status)
        else:
            response = _Stream(self.body, self.status, self.release)
        response.raw_headers = self.headers
        return response


def _below(root_path: str, headers: HeaderList) -> Iterator[tuple[bytes, bytes]]:
    """Put a `Location` of the application's own below the prefix that a proxy has taken off."""
    prefix = quote(root_path.rstrip("/")).encode()
    for name, value in headers:
        is_own = name == b"location" and value.startswith(b"/") and not value.startswith(b"//")
        yield name, prefix + value if is_own else value


class _Stream(StreamingResponse):
    def __init__(
        self,
        body: AsyncIterator[bytes],
        status: int,
        release: Callable[[], Awaitable[None]] | None,
    ) -> None:
        super().__init__(body, status)
        self._body = body
        self._release = release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] == "HEAD":
                response = Response(b"", self.status_code)
                response.raw_headers = self.raw_headers
                await response(scope, receive, send)
            else:
                await super().__call__(scope, receive, send)
        finally:
            if isinstance(self._body, AsyncGenerator):
                await self._body.aclose()
            if self._release is not None:
                await self._release()


def header_lines(name: str, value: Any, *, explode: bool = False) -> HeaderList:
    """Return the lines of one header; none for a value that is None or MISSING.

    Raises:
        UnsendableHeaderError: the value has a line break or characters beyond ISO 8859-1.
    """
    if value is None or value is MISSING:
        return []
    lowered = name.lower()
    key = lowered.encode("latin-1")
    if lowered in ONE_LINE_PER_VALUE and not isinstance(value, str):
        return [(key, _field_value(name, simple(item))) for item in value]
    return [(key, _field_value(name, simple(value, explode=explode)))]


@lru_cache(maxsize=256)
def content_type(media_type: str) -> tuple[bytes, bytes]:
    """Return the field `Content-Type`; our texts are UTF-8.

    Raises:
        UnsendableHeaderError: the media type would break the message.
    """
    lowered = media_type.lower()
    if lowered.startswith("text/") and "charset" not in lowered:
        media_type = f"{media_type}; charset=utf-8"
    return b"content-type", _field_value("content-type", media_type)


def _field_value(name: str, text: str) -> bytes:
    try:
        value = text.encode("latin-1")
    except UnicodeEncodeError:
        raise UnsendableHeaderError(f"{name}: beyond ISO 8859-1; percent-encode it") from None
    if b"\n" in value or b"\r" in value or b"\0" in value:
        raise UnsendableHeaderError(f"{name}: holds a line break or NUL")
    return value.strip(b" \t")
