"""Quotas by the generic cell rate algorithm, and their in-process form for when Redis is away.

A quota is kept as one number, the theoretical arrival time: when all that was taken will have
been paid back at the steady rate. It lies at most one window ahead (ITU-T I.371, annex A).
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

_KEPT: Final = 10_000
"""Counters; beyond that the one unused for longest goes."""
_HEADROOM: Final = 1.5
"""Clients do not spread evenly over the workers, so each allows more than its share."""
_RESTRICTED: Final = (5, 60)
"""What a process still allows of a limit that guards a secret: units, seconds."""
_ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Quota:
    """`limit` requests at once, then one every `window / limit` seconds.

    `restricted`: without Redis, allow next to nothing rather than a share.
    """

    limit: int
    window: int
    restricted: bool = False


class Standing(NamedTuple):
    """How a quota stands after a request: units left, and seconds until it is whole again.

    `wait` is 0 for what was admitted, else the seconds until it would be.
    """

    remaining: int
    reset: float
    wait: float


class Charge(NamedTuple):
    """One unit of the quota that is counted under `key`."""

    key: str
    quota: Quota


class LocalQuotas:
    """The quotas of one process of `workers`; all that a request charges, or none of it."""

    def __init__(self, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._workers = workers
        self._clock = clock
        self._arrivals: dict[str, float] = {}
        self._shares: dict[Quota, Quota] = {}

    def take(self, charges: Sequence[Charge]) -> list[Standing]:
        now = self._clock()
        shares = [self._shares.get(quota) or self._share(quota) for _, quota in charges]
        ahead = [max(0.0, self._arrivals.get(charge.key, now) - now) for charge in charges]
        waits = [
            before + share.window / share.limit - share.window
            for share, before in zip(shares, ahead, strict=True)
        ]
        if max(waits, default=0.0) > _ROUNDING:
            return [*map(_standing, shares, ahead, waits)]
        standings = []
        for charge, share, before in zip(charges, shares, ahead, strict=True):
            after = before + share.window / share.limit
            # Taken out and put in again, so that the first of the dict is the least used.
            self._arrivals.pop(charge.key, None)
            self._arrivals[charge.key] = now + after
            standings.append(_standing(share, after, 0.0))
        while len(self._arrivals) > _KEPT:
            del self._arrivals[next(iter(self._arrivals))]
        return standings

    def reset(self, charge: Charge) -> None:
        self._arrivals.pop(charge.key, None)

    def _share(self, quota: Quota) -> Quota:
        if quota.restricted:
            limit, window = _RESTRICTED
            gentler = quota.limit * window <= limit * quota.window
            share = quota if gentler else Quota(limit, window)
        else:
            share = Quota(math.ceil(quota.limit * _HEADROOM / self._workers), quota.window)
        self._shares[quota] = share
        return share


def _standing(quota: Quota, ahead: float, wait: float) -> Standing:
    remaining = (quota.window - ahead) * quota.limit / quota.window
    return Standing(int(remaining + _ROUNDING), ahead, wait if wait > _ROUNDING else 0.0)
