"""Counts rate limits in the process while Redis does not answer.

The count goes on where Redis left it: the last standing of each counter is remembered, and what
is charged here is reported to Redis before Redis is asked again. So over any stretch of `t`
seconds, however often Redis is slow or away in it, a limit of `limit` in `window` seconds admits
at most

    limit * (1 + t / window)          with one worker: the limit itself
    1.5 * limit * (1 + t / window)    with several that a client's requests reach evenly
    2.5 * limit * (1 + t / window)    with several, however they are reached

for the counters that are remembered, as long as Redis itself forgets nothing. With several
workers, rounding up their shares adds to that, and so do the requests under way when Redis falls
silent. To a restricted limit each worker adds at most 5, and one more every 12 seconds.
"""

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from exactapi.access.ports import Charge, Quota, Standing

_KEPT: Final = 10_000
"""Counters of each kind; beyond that the least recently used one is dropped."""
_HEADROOM: Final = 1.5
"""Clients do not spread evenly over the workers, so each allows more than its share."""
_RESTRICTED: Final = (5, 60)
"""Units and seconds that a process still allows of a limit that guards a secret."""
_ROUNDING: Final = 1e-6

T = TypeVar("T")


class _Share(NamedTuple):
    """The share of a quota that a process allows; `scale`: its seconds for each second of Redis."""

    limit: int
    window: int
    scale: float


class Unreported(NamedTuple):
    """The part of a counter that Redis may not know, in times of this process' clock.

    `arrival` is when the share is whole again. In Redis the counter is whole at `floor` or later,
    which includes the charges that Redis did not confirm; `units`, which it was not sent, come on
    top.
    """

    quota: Quota
    arrival: float
    floor: float
    units: int


class LocalQuotas:
    """The quotas of one process of `workers`: charges all quotas of a request, or none.

    `scale` multiplies what is left of a restricted limit, as it has multiplied the limits.
    """

    def __init__(
        self, workers: int, scale: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        limit, window = _RESTRICTED
        self.unreported: dict[str, Unreported] = {}
        self._workers = workers
        self._restricted = max(1, round(limit * scale)), window
        self._clock = clock
        self._last_seen: dict[str, float] = {}
        self._shares: dict[Quota, _Share] = {}

    def observe(self, charges: Sequence[Charge], standings: Iterable[Standing]) -> None:
        """Remember the standings that Redis returned."""
        now = self._clock()
        for charge, standing in zip(charges, standings, strict=True):
            _put(self._last_seen, charge.key, now + standing.reset)

    def charge(self, charges: Sequence[Charge], *, asked: bool = False) -> list[Standing]:
        """Charge the quotas; `asked`: Redis was asked, so it may have counted them too."""
        now = self._clock()
        shares = [self._shares.get(quota) or self._share(quota) for _, quota in charges]
        ahead = [
            self._ahead(key, share, now) for (key, _), share in zip(charges, shares, strict=True)
        ]
        waits = [
            before + share.window / share.limit - share.window
            for share, before in zip(shares, ahead, strict=True)
        ]
        if max(waits, default=0.0) > _ROUNDING:
            return [*map(_standing, shares, ahead, waits)]
        standings = []
        for charge, share, before in zip(charges, shares, ahead, strict=True):
            after = before + share.window / share.limit
            self._record(charge, now, now + after, asked=asked)
            standings.append(_standing(share, after, 0.0))
        return standings

    def reset(self, charge: Charge) -> None:
        self._last_seen.pop(charge.key, None)
        self.unreported.pop(charge.key, None)

    def floor(self, pending: Unreported) -> float:
        """Return the seconds until the counter is whole in Redis, without the unreported units."""
        return max(0.0, pending.floor - self._clock())

    def settled(self, unreported: Mapping[str, Unreported], resets: Iterable[float]) -> None:
        """Note that Redis knows of these; what was charged since then stays unreported."""
        now = self._clock()
        for (key, pending), reset in zip(unreported.items(), resets, strict=True):
            _put(self._last_seen, key, now + reset)
            left = self.unreported.pop(key, pending)
            if left is not pending:
                self.unreported[key] = left._replace(units=left.units - pending.units)

    def _ahead(self, key: str, share: _Share, now: float) -> float:
        """Return the seconds until the share is whole, by Redis' standing and the charges here."""
        seen = (self._last_seen.get(key, now) - now) * share.scale
        pending = self.unreported.get(key)
        charged = 0.0 if pending is None else pending.arrival - now
        return min(max(0.0, seen, charged), share.window)

    def _record(self, charge: Charge, now: float, arrival: float, *, asked: bool) -> None:
        key, quota = charge
        pending = self.unreported.get(key)
        floor = max(now, self._last_seen.get(key, now), now if pending is None else pending.floor)
        units = 0 if pending is None else pending.units
        if asked:
            floor += quota.window / quota.limit
        else:
            units += 1
        _put(self.unreported, key, Unreported(quota, arrival, floor, units))

    def _share(self, quota: Quota) -> _Share:
        interval = quota.window / quota.limit
        limit, window = self._restricted
        if not quota.restricted:
            limit = math.ceil(quota.limit * _HEADROOM / self._workers)
            share = _Share(min(limit, quota.limit), quota.window, 1.0)
        elif interval >= window / limit:
            share = _Share(quota.limit, quota.window, 1.0)
        else:
            share = _Share(limit, window, window / limit / interval)
        self._shares[quota] = share
        return share


def _put(counters: dict[str, T], key: str, value: T) -> None:
    # Removed and inserted again, so that the first of the dict is the least recently used.
    counters.pop(key, None)
    counters[key] = value
    if len(counters) > _KEPT:
        del counters[next(iter(counters))]


def _standing(share: _Share, ahead: float, wait: float) -> Standing:
    remaining = (share.window - ahead) * share.limit / share.window
    return Standing(int(remaining + _ROUNDING), ahead, wait if wait > _ROUNDING else 0.0)
