"""UUIDs of version 7 (RFC 9562, section 5.7): identifiers that sort by age."""

import secrets
import sys
import time
from threading import Lock
from uuid import UUID

if sys.version_info >= (3, 14):
    from uuid import uuid7
else:

    class _Generator:
        """Milliseconds, then a 42-bit counter (section 6.2, method 1), then 32 random bits.

        The counter starts at a random point of its lower half in each millisecond, so within a
        process every identifier is greater than the one before, even when the clock steps back.
        """

        def __init__(self) -> None:
            self._lock = Lock()
            self._milliseconds = 0
            self._counter = 0

        def __call__(self) -> UUID:
            now = time.time_ns() // 1_000_000
            with self._lock:
                if now > self._milliseconds:
                    self._milliseconds, self._counter = now, secrets.randbits(41)
                else:
                    self._counter += 1
                    if self._counter >> 42:
                        self._milliseconds, self._counter = (
                            self._milliseconds + 1,
                            secrets.randbits(41),
                        )
                milliseconds, counter = self._milliseconds, self._counter
            value = (milliseconds & (1 << 48) - 1) << 80
            value |= 0x7 << 76 | (counter >> 30) << 64
            value |= 0b10 << 62 | (counter & (1 << 30) - 1) << 32 | secrets.randbits(32)
            return UUID(int=value)

    uuid7 = _Generator()

__all__ = ["uuid7"]
