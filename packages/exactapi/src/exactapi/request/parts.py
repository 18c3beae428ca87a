"""Multipart bodies as parts, files spooled to disk beyond a threshold (RFC 7578)."""

import weakref
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from fastapi import UploadFile
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.datastructures import UploadFile as ParsedFile
from starlette.formparsers import MultiPartException, MultiPartParser

from exactapi.document.media_types import is_json, parse_media_type
from exactapi.rejections import MalformedRequest

MAX_PARTS: Final = 1_000
IN_MEMORY: Final = 262_144
"""Bytes of a file beyond which it is on disk."""

_CHARSETS: Final = frozenset({"utf-8", "utf8", "us-ascii", "iso-8859-1", "windows-1252", "utf-16"})
_ONCE: Final = ("content-disposition", "content-type")
_QUOTED_BY_BROWSERS: Final = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))


@dataclass(frozen=True, slots=True)
class Part:
    """A text has `data`, bytes have a `file`, which closes itself when nobody holds it any more.

    `headers` has lower-case names.
    """

    headers: Mapping[str, Sequence[str]]
    data: bytes | bytearray = b""
    file: ParsedFile | None = None

    @property
    def content_type(self) -> str | None:
        values = self.headers.get("content-type", ())
        return values[0] if values else None

    @property
    def is_opaque(self) -> bool:
        """Whether it says of itself that it is no text: by a file name, or by its media type."""
        media_type = parse_media_type(self.content_type or "text/plain")
        name = "" if media_type is None else media_type.name
        return self.file is not None or not (name.startswith("text/") or is_json(name))

    @property
    def size(self) -> int:
        return len(self.data) if self.file is None else self.file.size or 0

    def as_file(self) -> ParsedFile:
        if self.file is not None:
            return self.file
        raw = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, values in self.headers.items()
            for value in values
        ]
        return UploadFile(BytesIO(self.data), size=len(self.data), headers=Headers(raw=raw))

    async def text(self) -> str:
        """The content as a text, in the charset that the part names (RFC 7578, section 5.1.2).

        Raises:
            MalformedRequest: it is not in that charset, or nobody here reads it.
        """
        data = self.data if self.file is None else await self.file.read()
        media_type = parse_media_type(self.content_type or "")
        charset = (media_type and media_type.charset) or "utf-8"
        if charset not in _CHARSETS:
            raise MalformedRequest("A part of the form is in a charset that is not known here.")
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            raise MalformedRequest(f"A part of the form is a text but not {charset}.") from None


async def read_parts(
    content_type: str, stream: AsyncGenerator[bytes, None]
) -> dict[str, list[Part]]:
    """The parts of a `multipart/form-data` body by their names.

    Raises:
        MalformedRequest: the body does not follow the format, or has too many parts.
    """
    parser = _PartsParser(
        Headers({"Content-Type": content_type}),
        _from_first_boundary(content_type, stream),
        max_files=MAX_PARTS,
        max_fields=MAX_PARTS,
        max_part_size=2**63 - 1,  # the whole body is bounded already
    )
    try:
        await parser.parse()
    except MultiPartException as error:
        raise MalformedRequest(f"The form cannot be read: {error.message}") from None
    if not parser.complete:
        raise MalformedRequest("The form cannot be read: its closing boundary is missing.")
    return parser.parts


class _PartsParser(MultiPartParser):
    """Starlette's parser, but keeping bytes as they are and the media type of every part."""

    spool_max_size = IN_MEMORY

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], **limits: int):
        super().__init__(headers, stream, **limits)
        self.parts: dict[str, list[Part]] = {}
        self.complete = False

    def on_headers_finished(self) -> None:
        """Bytes without a file name are kept as those with one, on disk if they are many."""
        super().on_headers_finished()
        parsed = self._current_part
        if parsed.file is None and Part(_fields(parsed.item_headers)).is_opaque:
            held = SpooledTemporaryFile(max_size=self.spool_max_size)  # noqa: SIM115 - see Part
            self._files_to_close_on_error.append(held)
            headers = Headers(raw=parsed.item_headers)
            parsed.file = ParsedFile(cast("BinaryIO", held), size=0, headers=headers)

    def on_part_end(self) -> None:
        parsed = self._current_part
        headers = _fields(parsed.item_headers)
        if any(len(headers.get(name, ())) > 1 for name in _ONCE):
            raise MultiPartException("A part has two fields of which there can be one.")
        if not headers["content-disposition"][0].lower().startswith("form-data"):
            raise MultiPartException("A part is not of the disposition form-data.")
        part = Part(headers, parsed.data, parsed.file)
        if parsed.file is not None:
            self._file_parts_to_finish.append(parsed)
            weakref.finalize(parsed.file, parsed.file.file.close)
        self.parts.setdefault(_unquoted(parsed.field_name), []).append(part)

    def on_end(self) -> None:
        self.complete = True


def _fields(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _unquoted(name: str) -> str:
    """A name as a browser means it, which cannot send a quote or a line break as it is.

    HTML, "Multipart form data": these three are percent-encoded, and nothing else is.
    """
    for text, character in _QUOTED_BY_BROWSERS:
        name = name.replace(text, character)
    return name


async def _from_first_boundary(
    content_type: str, stream: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    """The body without its preamble, which counts for nothing (RFC 2046, section 5.1.1)."""
    _, options = parse_options_header(content_type)
    delimiter = b"\r\n--" + options.get(b"boundary", b"")
    held = b"\r\n"  # the first boundary may stand at the very start
    async for chunk in stream:
        held += chunk
        place = held.find(delimiter)
        if place >= 0:
            yield held[place + 2 :]
            break
        held = held[-len(delimiter) :]
    async for chunk in stream:
        yield chunk
