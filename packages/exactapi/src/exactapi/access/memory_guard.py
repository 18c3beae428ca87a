"""The guard of a service without a store of its own: it counts in this process.

Quotas follow the generic cell rate algorithm: of each counter one number is kept, the time at
which all that was taken will have been given back at the steady rate (ITU-T I.371, annex A).
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from exactapi.access.ports import Charge, GuardResult, Quota, SessionState, Standing

_KEPT: Final = 10_000
"""Counters; beyond that the one that was unused for longest goes."""
_ROUNDING: Final = 1e-6


class MemoryGuard:
    """Counts the limits; remembers no session, so that the store of truth is asked each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._arrivals: dict[str, float] = {}

    async def check(
        self, charges: Sequence[Charge], session: str | None = None, valid_for: float | None = None
    ) -> GuardResult:
        """See `RequestGuard.check`."""
        if session is not None:
            if valid_for is None:
                return GuardResult(SessionState.UNKNOWN)
            if valid_for <= 0:
                return GuardResult(SessionState.REVOKED)
        now = self._clock()
        ahead = [max(0.0, self._arrivals.get(key, now) - now) for key, _ in charges]
        standings = [
            _charged(quota, before) for (_, quota), before in zip(charges, ahead, strict=True)
        ]
        if any(standing.wait for standing in standings):
            refused = [
                _standing(quota, before, standing.wait)
                for (_, quota), before, standing in zip(charges, ahead, standings, strict=True)
            ]
            return GuardResult(SessionState.VALID, refused)
        for (key, _), standing in zip(charges, standings, strict=True):
            self._put(key, now + standing.reset)
        return GuardResult(SessionState.VALID, standings)

    async def reset(self, charge: Charge) -> None:
        """See `RequestGuard.reset`."""
        self._arrivals.pop(charge.key, None)

    def _put(self, key: str, arrival: float) -> None:
        # Taken out and put in again, so that the first of the dict is the least used.
        self._arrivals.pop(key, None)
        self._arrivals[key] = arrival
        if len(self._arrivals) > _KEPT:
            del self._arrivals[next(iter(self._arrivals))]


def _charged(quota: Quota, ahead: float) -> Standing:
    """Return the standing after one more unit; with a `wait` where there is no room for it."""
    interval = quota.window / quota.limit
    taken = ahead + interval
    wait = taken - quota.window
    return _standing(quota, taken, wait if wait > _ROUNDING else 0.0)


def _standing(quota: Quota, ahead: float, wait: float) -> Standing:
    """Return what is left of a quota when its steady rate needs `ahead` seconds to refill it."""
    remaining = (quota.window - ahead) * quota.limit / quota.window
    return Standing(max(0, int(remaining + _ROUNDING)), ahead, wait)
