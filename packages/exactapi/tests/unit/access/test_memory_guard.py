"""The guard that counts in the process: exact, bounded, and without a memory for sessions."""

import pytest

from exactapi.access import memory_guard
from exactapi.access.memory_guard import MemoryGuard
from exactapi.access.ports import Charge, GuardResult, Quota, SessionState, Standing

TEN = Charge("ten", Quota(limit=10, window=60))
TWO = Charge("two", Quota(limit=2, window=60))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(clock: Clock) -> MemoryGuard:
    return MemoryGuard(clock)


async def taken(guard: MemoryGuard, *charges: Charge, times: int) -> int:
    results = [await guard.check(charges) for _ in range(times)]
    return sum(not any(each.wait for each in result.standings) for result in results)


async def test_what_is_taken_is_told_and_what_is_refused_waits(guard: MemoryGuard) -> None:
    for remaining in (1, 0):
        expected = Standing(remaining, 60.0 - remaining * 30, 0.0)
        assert await guard.check([TWO]) == GuardResult(SessionState.VALID, [expected])
    assert await guard.check([TWO]) == GuardResult(SessionState.VALID, [Standing(0, 60.0, 30.0)])


async def test_one_unit_comes_back_after_each_interval(guard: MemoryGuard, clock: Clock) -> None:
    assert await taken(guard, TEN, times=20) == 10
    clock.now += 5.9
    assert await taken(guard, TEN, times=3) == 0
    clock.now += 0.2
    assert await taken(guard, TEN, times=3) == 1
    clock.now += 1000
    assert await taken(guard, TEN, times=20) == 10


async def test_all_limits_are_charged_or_none(guard: MemoryGuard) -> None:
    assert await taken(guard, TEN, TWO, times=20) == 2
    refused = await guard.check([TEN, TWO])
    assert [each.remaining for each in refused.standings] == [8, 0]
    assert [bool(each.wait) for each in refused.standings] == [False, True]
    assert await taken(guard, TEN, times=20) == 8


async def test_a_reset_is_of_one_counter_and_may_come_twice(guard: MemoryGuard) -> None:
    await taken(guard, TEN, TWO, times=2)
    for _ in range(2):
        await guard.reset(TWO)
    assert await taken(guard, TWO, times=5) == 2
    assert await taken(guard, TEN, times=20) == 8


@pytest.mark.parametrize(
    ("valid_for", "state"),
    [(None, SessionState.UNKNOWN), (0, SessionState.REVOKED), (60, SessionState.VALID)],
)
async def test_a_session_is_what_the_store_says_each_time(
    guard: MemoryGuard, valid_for: float | None, state: SessionState
) -> None:
    for _ in range(2):
        result = await guard.check([TEN], "s", valid_for)
        assert result.session is state
        assert len(result.standings) == (state is SessionState.VALID)


async def test_a_session_that_does_not_hold_charges_nothing(guard: MemoryGuard) -> None:
    for valid_for in (None, 0):
        await guard.check([TWO], "s", valid_for)
    assert await taken(guard, TWO, times=5) == 2


async def test_of_too_many_counters_the_one_that_was_unused_for_longest_goes(
    guard: MemoryGuard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_guard, "_KEPT", 2)
    first, second, third = (Charge(name, TWO.quota) for name in ("first", "second", "third"))
    for charge in (first, second, first, third):
        await guard.check([charge])
    assert await taken(guard, first, times=5) == 0, "it was used since"
    assert await taken(guard, second, times=5) == 2, "it was forgotten"
