"""The lines of a stream, by the bytes that end them: within JSON, U+2028 and others end none."""

import re
from collections.abc import Iterator
from typing import Final

EVENTS: Final = re.compile(rb"\r\n|\r|\n")
"""Ends of lines in `text/event-stream` (HTML, "Server-sent events")."""
JSON: Final = re.compile(rb"\n")
"""Those between JSON texts; a carriage return before it is white space."""
_MARK: Final = b"\xef\xbb\xbf"


class Lines:
    """Chunks in, whole lines out; both kinds of streams are UTF-8 by definition."""

    def __init__(self, ends: re.Pattern[bytes]) -> None:
        self._ends = ends
        self._begun: list[bytes] = []
        self._is_first = True
        self._after_return = False

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield the lines that a chunk ends; what is left begins the next one."""
        if self._after_return:  # the line has ended there already
            chunk = chunk.removeprefix(b"\n")
        self._after_return = self._ends is EVENTS and chunk.endswith(b"\r")
        first, *more = self._ends.split(chunk)
        self._begun.append(first)
        for part in more:
            yield self._line()
            self._begun = [part]

    def rest(self) -> str:
        """Return what no end follows."""
        return self._line()

    def _line(self) -> str:
        line = b"".join(self._begun)
        if self._is_first:
            line, self._is_first = line.removeprefix(_MARK), False
        return line.decode(errors="replace")
