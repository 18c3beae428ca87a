"""Quotas by the generic cell rate algorithm.

A quota is kept as one number, the theoretical arrival time: when all that was taken will have
been paid back at the steady rate. It lies at most one window ahead (ITU-T I.371, annex A).
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Quota:
    """`limit` requests at once, then one every `window / limit` seconds.

    So any stretch of `t` seconds sees at most `limit * (1 + t / window)` of them.

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
