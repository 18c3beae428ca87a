"""The breaker in virtual time: each transition, and four hundred scripts against each model."""

import random
from collections.abc import Callable

import pytest

from impl.circuit_breaker import (
    CircuitBreaker,
    Condition,
    ConsecutiveFailures,
    FailureRate,
    State,
)
from tests.clock import Clock

CLOSED, OPEN, HALF_OPEN = State.CLOSED, State.OPEN, State.HALF_OPEN
RECOVERY = 5.0


@pytest.fixture
def clock() -> Clock:
    return Clock(100.0)


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(ConsecutiveFailures(3), RECOVERY, clock=clock)


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


@pytest.fixture
def of_three(clock: Clock) -> CircuitBreaker:
    """A breaker that three calls try, and which has just half-opened."""
    breaker = opened(CircuitBreaker(ConsecutiveFailures(3), RECOVERY, trials=3, clock=clock))
    clock.now += RECOVERY
    return breaker


def test_of_a_herd_as_many_try_as_may(of_three: CircuitBreaker) -> None:
    assert [of_three.acquire() is None for _ in range(50)].count(False) == 3


def test_it_closes_when_all_have_succeeded_who_may_try(of_three: CircuitBreaker) -> None:
    permits = [permit(of_three) for _ in range(3)]
    assert [of_three.succeeded(each) for each in permits] == [False, False, True]
    assert of_three.state is CLOSED


def test_no_more_try_after_some_have_succeeded(of_three: CircuitBreaker) -> None:
    for _ in range(2):
        assert of_three.succeeded(permit(of_three)) is False
    assert [of_three.acquire() is None for _ in range(50)].count(False) == 1


def test_the_first_that_fails_opens_it_and_the_others_say_nothing(
    of_three: CircuitBreaker,
) -> None:
    first, second, third = (permit(of_three) for _ in range(3))
    assert of_three.succeeded(first) is False
    assert of_three.failed(second) is True
    assert of_three.succeeded(third) is False
    assert of_three.state is OPEN


def test_a_rate_is_of_the_calls_of_the_window(clock: Clock) -> None:
    breaker = CircuitBreaker(FailureRate(0.5, 10.0, 4), RECOVERY, clock=clock)
    for _ in range(10):
        breaker.succeeded(permit(breaker))
    clock.now += 11
    assert [breaker.failed(permit(breaker)) for _ in range(4)] == [False, False, False, True]


def test_a_rate_opens_it_though_successes_lie_between(clock: Clock) -> None:
    breaker = CircuitBreaker(FailureRate(0.5, 10.0, 10), RECOVERY, clock=clock)
    for _ in range(5):
        breaker.succeeded(permit(breaker))
        opened_it = breaker.failed(permit(breaker))
    assert opened_it


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
    """The same as a table: state and event to state. The condition looks at a list of outcomes."""

    def __init__(self, trials: int, is_met: Callable[[list[tuple[float, bool]]], bool]) -> None:
        self.is_met = is_met
        self.trials = trials
        self.state = CLOSED
        self.outcomes: list[tuple[float, bool]] = []
        self.under_way = self.successes = 0
        self.since = 0.0

    def look(self, now: float) -> State:
        if self.state is OPEN and now >= self.since + RECOVERY:
            self.state = HALF_OPEN
            self.under_way = self.successes = 0
        return self.state

    def lets_through(self) -> bool:
        if self.state is HALF_OPEN and self.under_way + self.successes < self.trials:
            self.under_way += 1
            return True
        return self.state is CLOSED

    def report(self, now: float, outcome: str) -> None:
        match self.state, outcome:
            case (State.CLOSED, "succeeded" | "failed"):
                self.outcomes.append((now, outcome == "failed"))
                if outcome == "failed" and self.is_met(self.outcomes):
                    self.state, self.since = OPEN, now
            case (State.HALF_OPEN, "succeeded"):
                self.under_way -= 1
                self.successes += 1
                if self.successes == self.trials:
                    self.state, self.outcomes = CLOSED, []
            case (State.HALF_OPEN, "failed"):
                self.state, self.since, self.outcomes = OPEN, now, []
            case (State.HALF_OPEN, "released"):
                self.under_way -= 1


def in_a_row(threshold: int) -> Callable[[list[tuple[float, bool]]], bool]:
    return lambda outcomes: (
        len(outcomes) >= threshold and all(failed for _, failed in outcomes[-threshold:])
    )


def of_window(rate: float, window: float, least: int) -> Callable[[list[tuple[float, bool]]], bool]:
    def is_met(outcomes: list[tuple[float, bool]]) -> bool:
        slice_of = window / 10
        last = outcomes[-1][0] // slice_of
        recent = [failed for at, failed in outcomes if at // slice_of > last - 10]
        return len(recent) >= least and sum(recent) >= rate * len(recent)

    return is_met


def drawn_pair(drawn: random.Random, clock: Clock) -> tuple[CircuitBreaker, Model]:
    trials = drawn.randint(1, 3)
    if drawn.random() < 0.5:
        threshold = drawn.randint(1, 5)
        condition: Condition = ConsecutiveFailures(threshold)
        model = Model(trials, in_a_row(threshold))
    else:
        rate, least = drawn.choice((0.25, 0.5, 0.75)), drawn.randint(1, 8)
        condition = FailureRate(rate, 10.0, least)
        model = Model(trials, of_window(rate, 10.0, least))
    return CircuitBreaker(condition, RECOVERY, trials=trials, clock=clock), model


@pytest.mark.parametrize("seed", range(400))
def test_four_hundred_scripts_agree_with_the_model(seed: int) -> None:
    """Calls overlap, so some report after a change of state: of those the model hears nothing."""
    drawn, clock = random.Random(seed), Clock(100.0)
    breaker, model = drawn_pair(drawn, clock)
    calls: list[tuple[int, int]] = []  # a permit, and the change of state that it came after
    changes = 0
    for _ in range(400):
        clock.now += drawn.choice((0.0, 0.25, 1.0, 2.0, RECOVERY))
        assert breaker.state is model.look(clock.now)
        if not calls or drawn.random() < 0.5:
            given = breaker.acquire()
            assert (given is not None) == model.lets_through()
            if given is not None:
                calls.append((given, changes))
            continue
        given, came_after = calls.pop(drawn.randrange(len(calls)))
        outcome = drawn.choice(("succeeded", "failed", "released"))
        before = model.state
        if came_after == changes:
            model.report(clock.now, outcome)
        changes += model.state is not before
        changed = getattr(breaker, outcome)(given)
        assert bool(changed) == (model.state is not before)
