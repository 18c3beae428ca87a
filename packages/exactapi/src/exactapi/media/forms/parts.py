"""The parts of a form (RFC 7578): texts and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from fastapi import UploadFile
from starlette.datastructures import Headers

from exactapi.document.media_types import parse_media_type
from exactapi.media.json import Json
from exactapi.rejections import MalformedRequest

_CHARSETS: Final = frozenset({"utf-8", "utf8", "us-ascii", "iso-8859-1", "windows-1252", "utf-16"})


@dataclass(frozen=True, slots=True)
class Part:
    """A text has `data`, bytes have a `file`, which closes itself when nothing holds it any more.

    `headers` has lower-case names.
    """

    headers: Mapping[str, Sequence[str]]
    data: bytes | bytearray = b""
    file: UploadFile | None = None

    @property
    def content_type(self) -> str | None:
        values = self.headers.get("content-type", ())
        return values[0] if values else None

    @property
    def is_opaque(self) -> bool:
        """Return whether its file name or its media type says that it is no text."""
        media_type = parse_media_type(self.content_type or "text/plain")
        name = "" if media_type is None else media_type.name
        return self.file is not None or not (name.startswith("text/") or Json.covers(name))

    @property
    def size(self) -> int:
        return len(self.data) if self.file is None else self.file.size or 0

    def as_file(self) -> UploadFile:
        if self.file is not None:
            return self.file
        raw = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, values in self.headers.items()
            for value in values
        ]
        return UploadFile(BytesIO(self.data), size=len(self.data), headers=Headers(raw=raw))

    async def text(self) -> str:
        """Decode the content in the charset that the part names (RFC 7578, section 5.1.2).

        Raises:
            MalformedRequest: it is not in that charset, or the charset is not known here.
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
