"""The bytes of a request's body on their way in."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from exactapi.rejections import ContentTooLarge, MalformedRequest
from exactapi.request.content_coding import PIECE, Gunzip, is_gzip

_ABOUT_BODY: Final = frozenset({b"content-type", b"content-length", b"content-encoding"})


@dataclass(slots=True)
class BodyFields:
    """The header fields about the body."""

    content_type: str | None = None
    is_gzip: bool = False


def body_fields(headers: Iterable[tuple[bytes, bytes]], limit: int) -> BodyFields:
    """Return the fields about the body, checked.

    Raises:
        MalformedRequest: there are two of them, or the length is no number.
        UnsupportedMediaType: the content is compressed in another way than gzip.
        ContentTooLarge: the length is more than `limit` bytes.
    """
    fields = BodyFields()
    length, codings = 0, []
    for name, value in headers:
        if name not in _ABOUT_BODY:
            continue
        if name == b"content-type":
            if fields.content_type is not None:
                raise MalformedRequest("The request has two Content-Type fields.")
            fields.content_type = value.decode("latin-1")
        elif name == b"content-length":
            if not value.isdigit():
                raise MalformedRequest("The Content-Length field is no number.")
            length = int(value[:20])
        else:
            codings.append(value)
    fields.is_gzip = bool(codings) and is_gzip(codings)
    if length > limit:
        raise _too_large(limit)
    return fields


def announces_content(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Return whether there may be a body of at least one byte (RFC 9112, section 6.3)."""
    for name, value in headers:
        if name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0")):
            return True
    return False


async def has_content(receive: Receive) -> bool:
    """Return whether a body that was announced has a byte."""
    message = await receive()
    return bool(message.get("body")) or bool(message.get("more_body"))


class IncomingBody:
    """Reads at most `limit` bytes: beyond them the request is refused with 413.

    The limit holds for what was sent, and for what gzip makes of it, which is never more than a
    piece ahead: however high it is packed, there is no more to unpack than may be sent as it is.
    """

    def __init__(self, receive: Receive, limit: int, *, is_gzip: bool) -> None:
        self._receive = receive
        self._limit = limit
        self._is_gzip = is_gzip

    async def read(self) -> bytes:
        """Return all of it.

        Raises:
            ContentTooLarge: it is longer than the limit.
            MalformedRequest: it is no gzip data, although it is said to be.
            ClientDisconnect: the client went away.
        """
        if self._is_gzip:
            return b"".join([chunk async for chunk in self.stream()])
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            body: bytes = message.get("body", b"")
            if len(body) <= self._limit:
                return body
        return b"".join([chunk async for chunk in self._chunks(message)])

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Chunk by chunk; raises as `read` does."""
        chunks = self._chunks(await self._receive())
        async for chunk in self._decompressed(chunks) if self._is_gzip else chunks:
            yield chunk

    async def _chunks(self, message: Message) -> AsyncGenerator[bytes, None]:
        size = 0
        while message["type"] == "http.request":
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._limit:
                raise _too_large(self._limit)
            yield chunk
            if not message.get("more_body", False):
                return
            message = await self._receive()
        raise ClientDisconnect

    async def _decompressed(
        self, chunks: AsyncGenerator[bytes, None]
    ) -> AsyncGenerator[bytes, None]:
        gunzip = Gunzip()
        size = 0
        async for chunk in chunks:
            for piece in gunzip.pieces(chunk):
                size += len(piece)
                if size > self._limit:
                    raise _too_large(self._limit)
                yield piece
                if len(piece) == PIECE:
                    await asyncio.sleep(0)  # others have their turn while much is unpacked
        gunzip.end()


def _too_large(limit: int) -> ContentTooLarge:
    return ContentTooLarge(f"The body must have at most {limit} bytes.")
