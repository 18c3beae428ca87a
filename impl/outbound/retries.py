"""Which failures are worth another attempt, when, and how many of them there may be."""

import random
import time
from typing import Final

from impl.circuit_breaker import Clock
from impl.outbound.errors import ConnectionFailed, UnexpectedStatus
from impl.sliding_count import SlidingCount

IDEMPOTENT: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
"""Methods that do the same twice as once (RFC 9110, section 9.2.2)."""

_TRANSIENT: Final = frozenset({429, 502, 503, 504})
_REFUSED_UNSEEN: Final = frozenset({429, 503})
"""With `Retry-After` these say that the request was not acted upon."""

_FIRST_WAIT: Final = 0.1
_LONGEST_WAIT: Final = 2.0


class RetryBudget:
    """Allows retries for a tenth of the calls of the last minute, and three at the least.

    When a service is down every call fails: without a budget, retries multiply its load just then.
    """

    def __init__(
        self,
        ratio: float = 0.1,
        least: int = 3,
        window: float = 60.0,
        clock: Clock = time.monotonic,
    ) -> None:
        self._ratio = ratio
        self._least = least
        self._clock = clock
        self._calls = SlidingCount(window)
        self._retries = SlidingCount(window)

    def note_call(self) -> None:
        """Count the first attempt of a call."""
        self._calls.add(self._clock())

    def take(self) -> bool:
        """Return whether one more retry may be made, and count it."""
        now = self._clock()
        allowed = max(self._least, self._ratio * self._calls.total(now))
        if self._retries.total(now) + 1 > allowed:
            return False
        self._retries.add(now)
        return True


class Retries:
    """The retries of one call: `wait` is asked after each attempt that failed."""

    def __init__(
        self, budget: RetryBudget, *, attempts: int, can_repeat: bool, ends_at: float, clock: Clock
    ) -> None:
        self._budget = budget
        self._left = attempts
        self._can_repeat = can_repeat
        self._ends_at = ends_at
        self._clock = clock
        self._backoff = _FIRST_WAIT

    def wait(self, error: Exception) -> bool | float:
        """Return the seconds until the next attempt, or False if there is none.

        The backoff has full jitter, so that callers that failed together do not return together.
        """
        self._left -= 1
        if self._left <= 0 or not self._is_worth_it(error):
            return False
        asked = error.response.retry_after if isinstance(error, UnexpectedStatus) else None
        seconds = asked if asked is not None else random.uniform(0, self._backoff)  # noqa: S311  no secret
        self._backoff = min(2 * self._backoff, _LONGEST_WAIT)
        if self._clock() + seconds >= self._ends_at or not self._budget.take():
            return False
        return seconds

    def _is_worth_it(self, error: Exception) -> bool:
        if isinstance(error, ConnectionFailed):
            return self._can_repeat or not error.was_sent
        if not isinstance(error, UnexpectedStatus) or error.status not in _TRANSIENT:
            return False
        is_unseen = error.status in _REFUSED_UNSEEN and error.response.retry_after is not None
        return self._can_repeat or is_unseen
