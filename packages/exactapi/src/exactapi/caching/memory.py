"""The cache of a service without a store for it: it keeps answers in this process."""

import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from exactapi.access.ports import CacheEntry

_KEPT: Final = 1000
"""Answers; beyond that the one that was unused for longest goes."""


class _Kept(NamedTuple):
    value: bytes
    version: str
    until: float


class MemoryCache:
    """See `ResponseCache`. Other processes do not see what this one keeps or invalidates."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answers: dict[str, _Kept] = {}
        self._versions: dict[str, int] = {}

    async def get(self, key: str, tags: Sequence[str]) -> CacheEntry:
        """See `ResponseCache.get`."""
        version = " ".join(str(self._versions.get(tag, 0)) for tag in tags) or "-"
        kept = self._answers.pop(key, None)
        if kept is None or kept.version != version or kept.until <= self._clock():
            return CacheEntry(None, version)
        # Taken out and put in again, so that the first of the dict is the least used.
        self._answers[key] = kept
        return CacheEntry(kept.value, version)

    async def put(self, key: str, value: bytes, version: str, ttl: float) -> None:
        """See `ResponseCache.put`."""
        self._answers.pop(key, None)
        self._answers[key] = _Kept(value, version, self._clock() + ttl)
        if len(self._answers) > _KEPT:
            del self._answers[next(iter(self._answers))]

    async def invalidate(self, *tags: str) -> None:
        """Use no answer any more that has one of the tags. Call it after the commit."""
        for tag in tags:
            self._versions[tag] = self._versions.get(tag, 0) + 1
