"""How many messages a client may send on one socket."""

import time

from exactapi.operations.policies import MessageRate


class Meter:
    """Counts one socket's messages by the generic cell rate algorithm, as `x-rate-limit` does."""

    __slots__ = ("_due", "_interval", "_refused", "_tolerance", "limit")

    def __init__(self, rate: MessageRate) -> None:
        self.limit = rate.limit
        self._interval = rate.window / rate.limit
        self._tolerance = rate.window - self._interval
        self._due = 0.0
        self._refused = 0

    @property
    def is_abused(self) -> bool:
        """Return whether the client has gone on after as many refusals as messages it may send."""
        return self._refused > self.limit

    def admits(self, now: float | None = None) -> bool:
        """Charge one message; tell whether there was room for it."""
        now = time.monotonic() if now is None else now
        due = max(self._due, now)
        if due - now > self._tolerance:
            self._refused += 1
            return False
        self._due = due + self._interval
        self._refused = 0
        return True
