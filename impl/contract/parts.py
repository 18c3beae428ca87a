"""Multipart bodies as parts, files spooled to disk beyond a threshold (RFC 7578)."""

import weakref
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from fastapi import UploadFile
from starlette.datastructures import Headers
from starlette.datastructures import UploadFile as ParsedFile
from starlette.formparsers import MultiPartException, MultiPartParser

from impl.contract.rejections import MalformedRequest

MAX_PARTS: Final = 1_000
IN_MEMORY: Final = 262_144
"""Bytes of a file beyond which it is on disk."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part without a file name has `data`, one with a file name has `file`.

    `headers` has lower-case names.
    """

    headers: Mapping[str, Sequence[str]]
    data: bytes = b""
    file: ParsedFile | None = None

    @property
    def content_type(self) -> str | None:
        values = self.headers.get("content-type", ())
        return values[0] if values else None

    @property
    def is_file(self) -> bool:
        return self.file is not None

    @property
    def size(self) -> int:
        return len(self.data) if self.file is None else self.file.size or 0

    def as_file(self) -> ParsedFile:
        return self.file or UploadFile(BytesIO(self.data), size=len(self.data))

    async def text(self) -> str:
        """The content as a text.

        Raises:
            MalformedRequest: it is not UTF-8.
        """
        data = self.data if self.file is None else await self.file.read()
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise MalformedRequest("A part of the form is a text but not UTF-8.") from None


async def read_parts(
    content_type: str, stream: AsyncGenerator[bytes, None]
) -> dict[str, list[Part]]:
    """The parts of a `multipart/form-data` body by their names.

    Their files close by themselves when nobody holds them any more.

    Raises:
        MalformedRequest: the body does not follow the format, or has too many parts.
    """
    parser = _PartsParser(
        Headers({"Content-Type": content_type}),
        stream,
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

    def on_part_end(self) -> None:
        super().on_part_end()
        parsed = self._current_part
        headers: dict[str, list[str]] = {}
        for name, value in parsed.item_headers:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        part = Part(headers, bytes(parsed.data), parsed.file)
        if parsed.file is not None:
            weakref.finalize(parsed.file, parsed.file.file.close)
        self.parts.setdefault(parsed.field_name, []).append(part)

    def on_end(self) -> None:
        self.complete = True
