"""How many requests a process works on at once: as many as it can answer soon.

The limit of the settings is for requests that wait for others, such as PostgreSQL. Those that wait
for the processor wait for each other: a hundred at once are no faster than forty, and each takes
more than twice as long. So while the processor is busy all the time, fewer are admitted.
"""

import time
from collections.abc import Collection
from typing import Final

import structlog
from exactapi.runtime import Unavailable

from impl.observability.metrics import Metrics

HAS_PLACE: Final = "has_place"
"""In the state of a scope: the request is counted already."""

_LEAST: Final = 40
_BUSY: Final = 0.9
"""The share of an interval in which the event loop used the processor."""
_INTERVAL: Final = 0.1
_FEWER: Final = 0.6
_MORE: Final = 20.0
"""Times the limit after a busy interval, and places more for each second that was not busy."""
_PAUSE: Final = 1.0
"""Seconds between two log events about an overload: it must not be made worse by being told."""

_log = structlog.get_logger(__name__)


class Admission:
    """Counts the requests that are worked on, `most` at the most.

    `exempt` are the paths of the health checks, which have to tell that the process is alive.
    """

    refusal: Final = Unavailable("The service is busy; ask again.", retry_after=1)

    def __init__(self, most: int, metrics: Metrics, exempt: Collection[str] = ()) -> None:
        self.active = 0
        self._most = most
        self._limit = float(most)
        self._exempt = frozenset(exempt)
        self._highest = 0
        self._began = self._used = 0.0
        self._told_at = float("-inf")
        self._refused = self._told = 0
        metrics.gauge(
            "http_server_active_requests",
            "Requests that are being worked on.",
            lambda: self.active,
        )
        metrics.gauge(
            "http_server_active_requests_limit",
            "Requests that may be worked on at once.",
            lambda: self._limit,
        )
        metrics.count(
            "http_server_refused_requests",
            "Requests that were refused: the service was busy.",
            lambda: self._refused,
        )

    @property
    def is_full(self) -> bool:
        return self.active >= self._limit

    def concerns(self, path: str) -> bool:
        """Return whether requests of the path are counted."""
        return path not in self._exempt

    def enter(self) -> None:
        """Count a request; it calls `leave` when it is done, or waits for its client."""
        self.active += 1
        self._highest = max(self._highest, self.active)
        now = time.monotonic()
        if now >= self._began + _INTERVAL:
            self._adapt(now)

    def leave(self) -> None:
        self.active -= 1

    def refused(self) -> None:
        """Count and log that a request was refused."""
        self._refused += 1
        now = time.monotonic()
        if now - self._told_at >= _PAUSE:
            _log.warning("overloaded", refused=self._refused - self._told, limit=int(self._limit))
            self._told_at, self._told = now, self._refused

    def _adapt(self, now: float) -> None:
        """Change the limit at the end of an interval, which began anew with the first request."""
        used, seconds = time.thread_time(), now - self._began
        if used - self._used < _BUSY * seconds:
            self._limit = min(self._limit + _MORE * seconds, self._most)
        elif self._highest >= self._limit / 2:  # else it is not their number that takes long
            self._limit = max(self._limit * _FEWER, min(_LEAST, self._most))
        self._began, self._used, self._highest = now, used, self.active
