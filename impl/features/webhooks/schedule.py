"""When a failed message is sent again: after seconds at first, then after hours, for a day."""

import random
from datetime import timedelta
from typing import Final

FACTORS: Final = (1, 60, 360, 1440, 3600, 7200, 7200)
"""Times `webhook_retry_seconds` (5): 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h."""
_LONGEST_ASKED: Final = 24 * 3600.0


def delay_after(attempt: int, seconds: float, asked: float | None = None) -> timedelta | None:
    """Return the time until the next attempt; None after the last one.

    `asked` is the endpoint's `Retry-After`: it can put the next attempt off, by a day at most.
    """
    if attempt > len(FACTORS):
        return None
    waits = FACTORS[attempt - 1] * seconds * random.uniform(0.8, 1.2)  # noqa: S311  no secret
    return timedelta(seconds=max(waits, min(asked or 0.0, _LONGEST_ASKED)))
