"""Writes log lines, those of a hundredth of a second together.

A busy service ends dozens of requests in that time; a system call for each of their lines would
take a good part of the time that a small request takes.
"""

import asyncio
import atexit
from collections import deque
from contextlib import suppress
from typing import TextIO


class LogLines:
    """What structlog writes to: a warning, or worse, at once and behind whatever waits.

    Other lines wait for more of them, at most `patience` seconds.

    A process that is killed loses what has waited, a few lines of its last requests, and no
    warning.
    """

    def __init__(self, stream: TextIO, patience: float = 0.01) -> None:
        self._stream = stream
        self._patience = patience
        self._waiting: deque[str] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        """The event loop that will write what waits; None if nothing does."""
        atexit.register(self.write_all)

    def msg(self, line: str) -> None:
        """Write a line soon; at once where no event loop runs."""
        self._waiting.append(line)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.write_all()
            return
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(self._patience, self.write_all)

    def at_once(self, line: str) -> None:
        self._waiting.append(line)
        self.write_all()

    debug = info = msg
    warning = error = critical = at_once

    def write_all(self) -> None:
        self._loop = None
        lines = []
        while self._waiting:  # one by one, because threads log as well
            lines.append(self._waiting.popleft())
        if lines and not self._stream.closed:  # as it may be when the process ends
            with suppress(OSError):  # a full disk, a broken pipe: nobody's request fails for them
                self._stream.write("\n".join([*lines, ""]))
                self._stream.flush()
