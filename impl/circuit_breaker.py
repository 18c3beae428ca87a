"""A circuit breaker: while a dependency fails it is not called, then a few trial calls decide."""

import time
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

from impl.sliding_count import SlidingCount

Clock = Callable[[], float]
"""Monotonic, in seconds."""


class State(Enum):
    """CLOSED lets all calls through, OPEN none, HALF_OPEN a few trial calls."""

    CLOSED = auto()
    OPEN = auto()
    HALF_OPEN = auto()


class Condition(Protocol):
    """Decides from the outcomes of calls when a circuit opens."""

    def is_met_after(self, now: float, *, failed: bool) -> bool:
        """Take an outcome in; return whether the circuit has to open."""
        ...

    def reset(self) -> None:
        """Forget all outcomes."""
        ...


class ConsecutiveFailures:
    """Opens after `threshold` failures in a row."""

    def __init__(self, threshold: int) -> None:
        self._threshold = threshold
        self._failures = 0

    def is_met_after(self, now: float, *, failed: bool) -> bool:  # noqa: ARG002  see Condition
        self._failures = self._failures + 1 if failed else 0
        return self._failures >= self._threshold

    def reset(self) -> None:
        self._failures = 0


class FailureRate:
    """Opens when `rate` of the calls of the last `window` seconds failed, of `least_calls` or more.

    The window moves in tenths, so it takes the same memory whatever the load.
    """

    def __init__(self, rate: float, window: float, least_calls: int) -> None:
        self._rate = rate
        self._least = least_calls
        self._failures = SlidingCount(window)
        self._calls = SlidingCount(window)

    def is_met_after(self, now: float, *, failed: bool) -> bool:
        self._calls.add(now)
        if not failed:
            return False
        self._failures.add(now)
        calls = self._calls.total(now)
        return calls >= self._least and self._failures.total(now) >= self._rate * calls

    def reset(self) -> None:
        self._failures.clear()
        self._calls.clear()


class CircuitBreaker:
    """Opens when its condition says so, and half-opens `recovery_seconds` later.

    While it is half-open, `trials` calls are let through: once all have succeeded the breaker
    closes, the first that fails opens it again. Reports of calls from before the last change of
    state are ignored.

    For one event loop; `clock` is monotonic, in seconds.
    """

    def __init__(
        self,
        condition: Condition,
        recovery_seconds: float,
        *,
        trials: int = 1,
        clock: Clock = time.monotonic,
    ) -> None:
        self._condition = condition
        self._recovery = recovery_seconds
        self._trials = trials
        self._clock = clock
        self._open_until: float | None = None
        self._tried = 0
        """Trial calls that are under way or have succeeded."""
        self._succeeded = 0
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
            if self._tried == self._trials or self._clock() < self._open_until:
                return None
            self._tried += 1
        return self._permit

    def succeeded(self, permit: int) -> bool:
        """Report a success; return whether it closed the breaker."""
        if permit != self._permit:
            return False
        if self._open_until is None:
            self._condition.is_met_after(self._clock(), failed=False)
            return False
        self._succeeded += 1
        closes = self._succeeded == self._trials
        if closes:
            self._turn(open_until=None)
        return closes

    def failed(self, permit: int) -> bool:
        """Report a failure; return whether it opened the breaker."""
        if permit != self._permit:
            return False
        now = self._clock()
        opens = self._open_until is not None or self._condition.is_met_after(now, failed=True)
        if opens:
            self._turn(open_until=now + self._recovery)
        return opens

    def released(self, permit: int) -> None:
        """Report that the call ended without an outcome."""
        if permit == self._permit and self._open_until is not None:
            self._tried -= 1

    def _turn(self, open_until: float | None) -> None:
        self._open_until = open_until
        self._tried = self._succeeded = 0
        self._condition.reset()
        self._permit += 1
