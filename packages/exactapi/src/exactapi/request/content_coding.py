"""The content coding of a request's body: gzip, or none (RFC 9110, section 8.4; RFC 1952)."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from exactapi.rejections import MalformedRequest, UnsupportedMediaType

TAKEN: Final = "gzip"
"""The codings that are read, for `Accept-Encoding` (RFC 9110, section 12.5.3)."""

_GZIP: Final = (b"gzip", b"x-gzip")
_NONE: Final = (b"", b"identity")

PIECE: Final = 65_536
"""Bytes that are decompressed at a time, whatever was sent."""

_MOST_MEMBERS: Final = 1_000
"""Members that may follow each other: one without content costs memory and time, too."""

_WITH_HEADER: Final = 31
"""zlib's largest window, with the header and the check of gzip."""


def is_gzip(fields: Iterable[bytes]) -> bool:
    """Return whether the values of `Content-Encoding` mean gzip, or else nothing.

    Raises:
        UnsupportedMediaType: they mean another coding, or several.
    """
    codings = [each.strip().lower() for value in fields for each in value.split(b",")]
    codings = [each for each in codings if each not in _NONE]
    if len(codings) > 1 or any(each not in _GZIP for each in codings):
        raise UnsupportedMediaType(
            "The body must be compressed with gzip alone, or not at all.", accept_encoding=TAKEN
        )
    return bool(codings)


class Gunzip:
    """Decompresses a body as it comes, in pieces of at most `PIECE` bytes."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_WITH_HEADER)
        self._members = 0
        self._is_open = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next bytes of the body bring.

        Raises:
            MalformedRequest: they are no gzip, or have too many members.
        """
        while data:
            if not self._is_open:
                self._begin()
            try:
                yield from self._of_member(data)
            except zlib.error:
                raise MalformedRequest("The body is no gzip data.") from None
            data = self._member.unused_data
            self._is_open = not self._member.eof

    def end(self) -> None:
        """Raise `MalformedRequest` if the body ended too early; an empty one has no content."""
        if self._is_open:
            raise MalformedRequest("The gzip data of the body is cut short.")

    def _begin(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise MalformedRequest(f"The gzip data has more than {_MOST_MEMBERS} members.")
        self._member = zlib.decompressobj(_WITH_HEADER)

    def _of_member(self, data: bytes) -> Iterator[bytes]:
        piece = self._member.decompress(data, PIECE)
        while piece:
            yield piece
            piece = self._member.decompress(self._member.unconsumed_tail, PIECE)
