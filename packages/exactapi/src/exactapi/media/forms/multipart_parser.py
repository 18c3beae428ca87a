"""Multipart bodies as parts, files spooled to disk beyond a threshold.

python-multipart finds the parts; Starlette's parser, which uses it as well, would decode texts and
forget the media types of parts.
"""

import errno
import tempfile
import weakref
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import structlog
from fastapi import UploadFile
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers

from exactapi.media.forms.parts import Part
from exactapi.rejections import MalformedRequest, Unavailable

if TYPE_CHECKING:  # it is there for type checkers alone
    from python_multipart.multipart import MultipartCallbacks

MAX_PARTS: Final = 1_000
IN_MEMORY: Final = 262_144
"""Bytes of a file beyond which it is on disk."""

_NO_ROOM: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EROFS, errno.ENOENT}
)
"""The disk or a quota is full, no descriptor is left, or no folder for temporary files can be
written to, of which `tempfile` says that there is none."""
_RETRY_SECONDS: Final = 10

_log = structlog.get_logger(__name__)

_ONCE: Final = ("content-disposition", "content-type")
_QUOTED_BY_BROWSERS: Final = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))


async def read_parts(
    content_type: str, stream: AsyncGenerator[bytes, None], *, by_position: bool = False
) -> dict[str, list[Part]]:
    """Return the parts of a multipart body by their names, or else by their numbers (`0`, `1`).

    Raises:
        MalformedRequest: the body does not follow the format, or has too many parts.
        Unavailable: there is no room for its files on disk.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise _unreadable("its boundary is missing")
    reading = _Reading(by_position=by_position)
    try:
        parser = MultipartParser(boundary, reading.callbacks())
        async for chunk in _from_first_boundary(boundary, stream):
            parser.write(chunk)
            await reading.write_files()
        parser.finalize()
        await reading.finish()
    except BaseException as error:
        reading.close()
        if isinstance(error, FormParserError):
            raise _unreadable("it is not in the format of multipart/form-data") from None
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            _log.warning("no_room_for_files", folder=tempfile.tempdir, reason=str(error))
            detail = "There is no room for the files of the form at the moment."
            raise Unavailable(detail, retry_after=_RETRY_SECONDS) from None
        raise
    return reading.sent_parts()


class _Reading:
    """What the parser tells, as parts."""

    def __init__(self, *, by_position: bool) -> None:
        self.parts: dict[str, list[Part]] = {}
        self._by_position = by_position
        self._is_complete = False
        self._count = 0
        self._name = self._value = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._data = bytearray()
        self._file: UploadFile | None = None
        self._files: list[UploadFile] = []
        self._waiting: list[tuple[UploadFile, bytes]] = []

    def callbacks(self) -> "MultipartCallbacks":
        """Not kept here: a circle would keep the files open until Python looks for garbage."""
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._add_to_name,
            "on_header_value": self._add_to_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add_data,
            "on_end": self._end,
        }

    async def write_files(self) -> None:
        """Write what has come of files: to disk in a thread, which the callbacks cannot do."""
        for file, data in self._waiting:
            await file.write(data)
        self._waiting.clear()

    async def finish(self) -> None:
        if not self._is_complete:
            raise _unreadable("its closing boundary is missing")
        for file in self._files:
            await file.seek(0)

    def sent_parts(self) -> dict[str, list[Part]]:
        """Return the parts without the files that no one has chosen.

        A browser sends a field of a form that was left alone as a file without name and content
        (HTML, "Constructing the entry list").
        """
        if self._by_position:
            return self.parts
        sent = {
            name: [part for part in parts if not _is_unchosen(part)]
            for name, parts in self.parts.items()
        }
        return {name: parts for name, parts in sent.items() if parts}

    def _name_of(self, headers: Mapping[str, list[str]], options: Mapping[bytes, bytes]) -> str:
        """Return what a part goes by: its name, which RFC 7578 demands, or its position."""
        if self._by_position:
            return str(self._count - 1)
        disposition = parse_options_header(headers.get("content-disposition", [""])[0])[0]
        if disposition != b"form-data" or b"name" not in options:
            raise _unreadable("a part is not of the disposition form-data, or has no name")
        return _unquoted(_decoded(options[b"name"]))

    def close(self) -> None:
        """Give up the files of a form that cannot be read."""
        for file in self._files:
            with suppress(OSError):  # what is left in its buffer may find no room, either
                file.file.close()

    def _begin_part(self) -> None:
        self._headers, self._data, self._file = [], bytearray(), None
        self._count += 1
        if self._count > MAX_PARTS:
            raise _unreadable(f"it has more than {MAX_PARTS} parts")

    def _add_to_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._headers.append((self._name.lower(), self._value))
        self._name = self._value = b""

    def _end_headers(self) -> None:
        """Bytes without a file name are kept as those with one, on disk if they are many."""
        headers = _fields(self._headers)
        if any(len(headers.get(name, ())) > 1 for name in _ONCE):
            raise _unreadable("a part has two fields of which there can be one")
        _, options = parse_options_header(headers.get("content-disposition", [""])[0])
        name = self._name_of(headers, options)
        part = Part(headers, self._data)
        if b"filename" in options or part.is_opaque:
            filename = _decoded(options[b"filename"]) if b"filename" in options else None
            part = Part(headers, file=self._new_file(filename))
        self.parts.setdefault(name, []).append(part)

    def _new_file(self, filename: str | None) -> UploadFile:
        held = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - see Part
        self._file = UploadFile(
            cast("BinaryIO", held), size=0, filename=filename, headers=Headers(raw=self._headers)
        )
        weakref.finalize(self._file, held.close)
        self._files.append(self._file)
        return self._file

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._data += data[start:end]
        else:
            self._waiting.append((self._file, data[start:end]))

    def _end(self) -> None:
        self._is_complete = True


def _is_unchosen(part: Part) -> bool:
    return part.file is not None and part.file.filename == "" and not part.size


def _unreadable(reason: str) -> MalformedRequest:
    return MalformedRequest(f"The form cannot be read: {reason}.")


def _decoded(text: bytes) -> str:
    """Return a name in UTF-8 (RFC 7578, section 5.1), or as older clients send it."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _fields(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _unquoted(name: str) -> str:
    """Return a name as a browser means it, which cannot send a quote or a line break as it is.

    HTML, "Multipart form data": these three are percent-encoded, and nothing else is.
    """
    for text, character in _QUOTED_BY_BROWSERS:
        name = name.replace(text, character)
    return name


async def _from_first_boundary(
    boundary: bytes, stream: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    """Yield the body without its preamble, which counts for nothing (RFC 2046, section 5.1.1)."""
    delimiter = b"\r\n--" + boundary
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
