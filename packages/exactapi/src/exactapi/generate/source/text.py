"""The text of one file."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn

from exactapi.generate.ir import Location
from exactapi.generate.refusals.refusals import Refusal, RefusedError

_BREAK = re.compile(r"\r\n|[\n\r\u0085\u2028\u2029]")
# YAML 1.2, production [1] c-printable.
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Text:
    """`name` is the path as the user would write it; offsets count characters from 0."""

    name: str
    content: str = field(repr=False)

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.content))]

    def location(self, offset: int) -> Location:
        line = bisect_right(self.line_starts, offset)
        return Location(self.name, line, offset - self.line_starts[line - 1] + 1)

    def line(self, offset: int) -> str:
        """Return the line that the offset is in."""
        number = bisect_right(self.line_starts, offset)
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.content)
        return self.content[self.line_starts[number - 1] : end]

    def offset(self, line: int, column: int) -> int:
        """Turn line and column, both counted from 0, into an offset."""
        starts = self.line_starts
        return starts[min(line, len(starts) - 1)] + column

    def check_printable(self) -> None:
        """Refuse what YAML does not take.

        JSON takes more: its strings exclude only what is below U+0020 (RFC 8259, section 7).

        Raises:
            RefusedError: `encoding`, at the first character that is not printable.
        """
        if found := _UNPRINTABLE.search(self.content):
            self.refuse(
                "encoding",
                found.start(),
                f"the character U+{ord(found[0]):04X} is not allowed here",
                "remove it, or write it as an escape inside double quotes",
            )

    def refuse(self, code: str, offset: int, reason: str, cure: str) -> NoReturn:
        raise RefusedError((Refusal(code, self.location(offset), "", reason, cure),))


def decode(name: str, data: bytes) -> Text:
    """Decode UTF-8, with or without a byte order mark.

    Raises:
        RefusedError: `encoding`, at the first byte that is not UTF-8.
    """
    try:
        text = Text(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = Text(name, data[: error.start].decode("utf-8-sig", "replace"))
        before.refuse(
            "encoding",
            len(before.content),
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
        )
    if "\0" in text.content[:2]:  # ASCII letters in UTF-16, which are valid UTF-8
        text.refuse("encoding", 0, "this looks like UTF-16", "save the file as UTF-8")
    return text
