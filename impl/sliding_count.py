"""How often something happened of late, in a memory that does not grow with it."""

from collections import deque
from typing import Final

_SLICES: Final = 10


class SlidingCount:
    """Counts what happened in the last `window` seconds, to a tenth of it."""

    def __init__(self, window: float) -> None:
        self._width = window / _SLICES
        self._slices: deque[tuple[int, int]] = deque()  # its number, and what it counted
        self._total = 0

    def add(self, now: float) -> None:
        self._move(now)
        number = int(now // self._width)
        last, count = self._slices.pop() if self._slices else (number, 0)
        if last != number:
            self._slices.append((last, count))
            count = 0
        self._slices.append((number, count + 1))
        self._total += 1

    def total(self, now: float) -> int:
        self._move(now)
        return self._total

    def clear(self) -> None:
        self._slices.clear()
        self._total = 0

    def _move(self, now: float) -> None:
        oldest = int(now // self._width) - _SLICES + 1
        while self._slices and self._slices[0][0] < oldest:
            self._total -= self._slices.popleft()[1]
