"""A circuit breaker: after several failures no call is made for a while, then one trial call."""

import time
from collections.abc import Callable
from enum import Enum, auto


class State(Enum):
    """CLOSED lets all calls through, OPEN none, HALF_OPEN one trial call."""

    CLOSED = auto()
    OPEN = auto()
    HALF_OPEN = auto()


class CircuitBreaker:
    """Opens after `failure_threshold` failures in a row, and half-opens `recovery_seconds` later.

    While it is half-open at most one call is under way: its success closes the breaker, its
    failure opens it again. Reports of calls from before the last change of state are ignored.

    For one event loop; `clock` is monotonic, in seconds.
    """

    def __init__(
        self,
        failure_threshold: int,
        recovery_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._threshold = failure_threshold
        self._recovery = recovery_seconds
        self._clock = clock
        self._failures = 0
        self._open_until: float | None = None
        self._probing = False
        self._permit = 0

    @property
    def state(self) -> State:
        if self._open_until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._open_until else State.HALF_OPEN

    def acquire(self) -> int | None:
        """Return a permit for one call, or None if the call must not be made.

        Report the outcome once, with the permit: `succeeded`, `failed`, or `released` if the call
        was cancelled.
        """
        if self._open_until is not None:
            if self._probing or self._clock() < self._open_until:
                return None
            self._probing = True
            self._permit += 1
        return self._permit

    def succeeded(self, permit: int) -> bool:
        """Report a success; return whether it closed the breaker."""
        if permit != self._permit:
            return False
        self._failures = 0
        closes = self._probing
        if closes:
            self._probing = False
            self._open_until = None
            self._permit += 1
        return closes

    def failed(self, permit: int) -> bool:
        """Report a failure; return whether it opened the breaker."""
        if permit != self._permit:
            return False
        self._failures += 1
        opens = self._probing or self._failures >= self._threshold
        if opens:
            self._probing = False
            self._open_until = self._clock() + self._recovery
            self._permit += 1
        return opens

    def released(self, permit: int) -> None:
        """Report that the call ended without an outcome."""
        if permit == self._permit:
            self._probing = False
