"""The breaker in virtual time: each transition, and four hundred scripts against a model."""

import random
from collections.abc import Iterator

import pytest

from impl.storage.redis.circuit_breaker import CircuitBreaker, State
from tests.clock import Clock

CLOSED, OPEN, HALF_OPEN = State.CLOSED, State.OPEN, State.HALF_OPEN
RECOVERY = 5.0


@pytest.fixture
def clock() -> Clock:
    return Clock(100.0)


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(3, RECOVERY, clock)


def permit(breaker: CircuitBreaker) -> int:
    given = breaker.acquire()
    assert given is not None
    return given


def opened(breaker: CircuitBreaker) -> CircuitBreaker:
    assert [breaker.failed(permit(breaker)) for _ in range(3)] == [False, False, True]
    return breaker


def test_it_opens_at_the_threshold_and_then_lets_nobody_through(breaker: CircuitBreaker) -> None:
    assert breaker.state is CLOSED
    opened(breaker)
    assert breaker.state is OPEN
    assert [breaker.acquire() for _ in range(50)] == [None] * 50


def test_only_failures_in_a_row_open_it(breaker: CircuitBreaker) -> None:
    for _ in range(10):
        breaker.failed(permit(breaker))
        breaker.failed(permit(breaker))
        assert breaker.succeeded(permit(breaker)) is False
    assert breaker.state is CLOSED


def test_calls_at_once_that_fail_together_open_it_once(breaker: CircuitBreaker) -> None:
    permits = [permit(breaker) for _ in range(50)]
    assert [breaker.failed(each) for each in permits].count(True) == 1


def test_of_a_herd_one_tries_after_the_recovery(breaker: CircuitBreaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += RECOVERY - 0.01
    assert breaker.acquire() is None
    clock.now += 0.01
    assert breaker.state is HALF_OPEN
    assert [breaker.acquire() is None for _ in range(50)].count(False) == 1


def test_a_success_of_the_one_that_tries_closes_it(breaker: CircuitBreaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += RECOVERY
    assert breaker.succeeded(permit(breaker)) is True
    assert breaker.state is CLOSED
    opened(breaker)  # the failures of before are forgotten


def test_a_failure_of_the_one_that_tries_opens_it_again(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    opened(breaker)
    clock.now += RECOVERY
    assert breaker.failed(permit(breaker)) is True
    assert breaker.state is OPEN
    clock.now += RECOVERY
    assert breaker.acquire() is not None


def test_one_that_was_cancelled_lets_the_next_try(breaker: CircuitBreaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += RECOVERY
    breaker.released(permit(breaker))
    assert breaker.state is HALF_OPEN
    assert breaker.succeeded(permit(breaker))


@pytest.mark.parametrize("report", ["succeeded", "failed", "released"])
def test_what_began_before_it_opened_says_nothing_later(
    breaker: CircuitBreaker, clock: Clock, report: str
) -> None:
    slow = permit(breaker)
    opened(breaker)
    getattr(breaker, report)(slow)
    assert breaker.state is OPEN
    clock.now += RECOVERY
    probe = permit(breaker)
    getattr(breaker, report)(slow)
    assert breaker.acquire() is None, "one is trying"
    assert breaker.succeeded(probe)
    getattr(breaker, report)(slow)
    assert breaker.state is CLOSED


class Model:
    """The same as a table: state and event to state."""

    def __init__(self, threshold: int) -> None:
        self.threshold = threshold
        self.state = CLOSED
        self.failures = 0
        self.since = 0.0

    def look(self, now: float) -> State:
        if self.state is OPEN and now >= self.since + RECOVERY:
            self.state = HALF_OPEN
        return self.state

    def report(self, now: float, *, success: bool) -> None:
        match self.state, success:
            case (State.CLOSED, True):
                self.failures = 0
            case (State.CLOSED, False):
                self.failures += 1
                if self.failures == self.threshold:
                    self.state, self.since = OPEN, now
            case (State.HALF_OPEN, True):
                self.state, self.failures = CLOSED, 0
            case (State.HALF_OPEN, False):
                self.state, self.since = OPEN, now


def scripts() -> Iterator[random.Random]:
    for seed in range(400):
        yield random.Random(seed)


def test_four_hundred_scripts_agree_with_the_model() -> None:
    for drawn in scripts():
        clock, threshold = Clock(100.0), drawn.randint(1, 5)
        breaker, model = CircuitBreaker(threshold, RECOVERY, clock), Model(threshold)
        for _ in range(60):
            clock.now += drawn.choice((0.0, 1.0, 2.0, RECOVERY))
            assert breaker.state is model.look(clock.now)
            given = breaker.acquire()
            assert (given is None) == (model.state is OPEN)
            if given is not None:
                success = drawn.random() < 0.4
                (breaker.succeeded if success else breaker.failed)(given)
                model.report(clock.now, success=success)
