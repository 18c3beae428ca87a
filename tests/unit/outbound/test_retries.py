"""The budget and the waits, in virtual time."""

import pytest
from httpx2 import Headers

from impl.outbound.errors import UnexpectedStatus
from impl.outbound.response import Response
from impl.outbound.retries import Retries, RetryBudget
from tests.clock import Clock

BUSY = UnexpectedStatus("example", Response(503, Headers(), b""))


def test_a_few_calls_have_three_retries() -> None:
    budget = RetryBudget(clock=Clock())
    budget.note_call()
    assert [budget.take() for _ in range(5)] == [True, True, True, False, False]


def test_many_calls_have_a_tenth() -> None:
    budget = RetryBudget(clock=Clock())
    for _ in range(1000):
        budget.note_call()
    assert [budget.take() for _ in range(200)].count(True) == 100


def test_what_is_older_than_the_window_is_forgotten() -> None:
    clock = Clock()
    budget = RetryBudget(clock=clock)
    for _ in range(1000):
        budget.note_call()
    clock.now += 61
    assert [budget.take() for _ in range(5)].count(True) == 3
    clock.now += 61
    assert budget.take()


def waits(ends_at: float) -> list[bool | float]:
    clock = Clock(0.0)
    retries = Retries(
        RetryBudget(clock=clock), attempts=4, can_repeat=True, ends_at=ends_at, clock=clock
    )
    return [retries.wait(BUSY) for _ in range(4)]


def test_the_backoff_doubles_and_its_jitter_is_full() -> None:
    drawn = [waits(100.0) for _ in range(500)]
    for number, longest in enumerate((0.1, 0.2, 0.4)):
        seconds = [each[number] for each in drawn]
        assert 0 <= min(seconds) < 0.1 * longest
        assert 0.9 * longest < max(seconds) <= longest


def test_there_is_none_after_the_last_attempt() -> None:
    assert waits(100.0)[3] is False


def test_there_is_none_that_ends_after_the_deadline() -> None:
    assert waits(0.0) == [False] * 4


@pytest.mark.parametrize("attempts", [1, 2])
def test_an_attempt_that_is_not_made_costs_nothing(attempts: int) -> None:
    clock = Clock(0.0)
    budget = RetryBudget(clock=clock)
    retries = Retries(budget, attempts=attempts, can_repeat=False, ends_at=9.0, clock=clock)
    assert retries.wait(BUSY) is False
    assert [budget.take() for _ in range(4)].count(True) == 3
