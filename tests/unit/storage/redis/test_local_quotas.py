"""The arithmetic against a model, and the shares that one process allows by itself."""

import random
from collections.abc import Callable

import pytest
from exactapi.access.ports import Charge, Quota, Standing

from impl.storage.redis.local_quotas import LocalQuotas
from tests.clock import Clock

TEN = Quota(limit=10, window=60)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quotas(clock: Clock) -> LocalQuotas:
    """With three workers and half as much again, each has half of a limit."""
    return LocalQuotas(workers=3, clock=clock)


def take(quotas: LocalQuotas, quota: Quota = TEN, key: str = "k") -> tuple[int, float, float]:
    (standing,) = quotas.charge([Charge(key, quota)])
    return standing


def test_the_whole_quota_may_be_used_at_once_and_counts_down(quotas: LocalQuotas) -> None:
    assert [take(quotas).remaining for _ in range(5)] == [4, 3, 2, 1, 0]
    refused = take(quotas)
    assert (refused.remaining, refused.reset, refused.wait) == (0, 60, 12)


def test_one_unit_comes_back_after_each_interval(quotas: LocalQuotas, clock: Clock) -> None:
    for _ in range(5):
        take(quotas)
    clock.now += 11.9
    assert take(quotas).wait == pytest.approx(0.1)
    clock.now += 0.1
    assert take(quotas).wait == 0
    assert take(quotas).wait == pytest.approx(12)


def test_after_the_reset_the_quota_is_whole(quotas: LocalQuotas, clock: Clock) -> None:
    clock.now += max(take(quotas).reset for _ in range(3))
    assert take(quotas).remaining == 4


def test_what_is_refused_is_charged_to_none(quotas: LocalQuotas) -> None:
    small, large = Charge("s", Quota(2, 60)), Charge("l", TEN)
    assert not quotas.charge([small, large])[0].wait
    for _ in range(3):
        assert quotas.charge([small, large])[0].wait
    assert take(quotas, TEN, "l").remaining == 3


def test_keys_do_not_share(quotas: LocalQuotas) -> None:
    for _ in range(5):
        take(quotas, key="a")
    assert take(quotas, key="b").wait == 0


def test_a_restricted_quota_allows_five_a_minute_whatever_it_is(quotas: LocalQuotas) -> None:
    generous = Quota(1000, 60, restricted=True)
    assert sum(take(quotas, generous).wait == 0 for _ in range(50)) == 5


def test_a_restricted_quota_that_is_stricter_stays_as_it_is(quotas: LocalQuotas) -> None:
    strict = Quota(3, 900, restricted=True)
    assert sum(take(quotas, strict).wait == 0 for _ in range(50)) == 3


def test_whoever_is_unknown_for_longest_is_forgotten_first(quotas: LocalQuotas) -> None:
    for _ in range(5):
        take(quotas, key="first")
    for number in range(9_999):
        take(quotas, key=f"{number}")
    assert take(quotas, key="first").wait
    for number in range(10_000, 20_000):
        take(quotas, key=f"{number}")
    assert take(quotas, key="first").remaining == 4


def test_no_more_is_admitted_than_the_burst_and_the_rate(clock: Clock) -> None:
    """Over any stretch: the quota itself, and what has come back in the meantime."""
    quotas, drawn = LocalQuotas(workers=3, clock=clock), random.Random(7)
    admitted = []
    for _ in range(3000):
        clock.now += drawn.expovariate(2.0)
        if not take(quotas).wait:
            admitted.append(clock.now)
    for start in range(0, len(admitted), 7):
        for end in range(start, min(start + 60, len(admitted))):
            stretch = admitted[end] - admitted[start]
            assert end - start + 1 <= 5 + stretch / 12 + 1e-6


class Redis:
    """What guard.lua and settle.lua count of one counter; `arrival` is what they store."""

    def __init__(self, clock: Clock, quota: Quota) -> None:
        self.clock, self.quota = clock, quota
        self.arrival = 0.0
        self.is_there = True

    def ahead(self) -> float:
        return max(0.0, self.arrival - self.clock.now)

    def charge(self) -> Standing:
        interval, window = self.quota.window / self.quota.limit, self.quota.window
        before = self.ahead()
        wait = before + interval - window
        if wait > 1e-6:
            return Standing(0, before, wait)
        self.arrival = self.clock.now + before + interval
        return Standing(0, before + interval, 0.0)

    def settle(self, floor: float, units: int) -> float:
        interval, window = self.quota.window / self.quota.limit, self.quota.window
        after = min(max(self.ahead(), floor) + units * interval, window)
        self.arrival = self.clock.now + after
        return after


class Worker:
    """Goes about it as the guard does, which asks a Redis that is silent three times."""

    def __init__(self, redis: Redis, workers: int) -> None:
        self.redis = redis
        self.quotas = LocalQuotas(workers, clock=redis.clock)
        self.charge = Charge("k", redis.quota)
        self.unanswered = 0

    def enter(self, outcome: str) -> bool:
        """`outcome`: answers, is not asked, or is silent and may have counted all the same."""
        if outcome == "answers":
            self.unanswered = 0
            if unreported := dict(self.quotas.unreported):
                (pending,) = unreported.values()
                after = self.redis.settle(self.quotas.floor(pending), pending.units)
                self.quotas.settled(unreported, [after])
            standing = self.redis.charge()
            self.quotas.observe([self.charge], [standing])
            return not standing.wait
        self.unanswered += 1
        asks = outcome != "not asked" and self.unanswered <= 3
        if asks and outcome == "silent, but counts":
            self.redis.charge()
        (standing,) = self.quotas.charge([self.charge], asked=asks)
        return not standing.wait


OUTCOMES = ("answers", "silent", "silent, but counts", "not asked")


def most_over(times: list[float], limit: int, window: int) -> float:
    """Return the largest share of `limit * (1 + t / window)` that any stretch has seen."""
    most = 0.0
    for first, start in enumerate(times):
        for last in range(first, len(times)):
            bound = limit * (1 + (times[last] - start) / window)
            most = max(most, (last - first + 1) / bound)
    return most


def run(drawn: random.Random, limit: int, workers: int, pick: Callable[[int], int]) -> list[float]:
    """When requests were admitted, while Redis comes and goes; they come in bursts."""
    clock = Clock()
    redis = Redis(clock, Quota(limit=limit, window=60))
    group = [Worker(redis, workers) for _ in range(workers)]
    admitted: list[float] = []
    outcome = "answers"
    for number in range(50 * limit):
        if drawn.random() < 1 / limit:
            clock.now += drawn.expovariate(1 / 10)
        if drawn.random() < 1 / limit:
            outcome = drawn.choice(OUTCOMES)
        if group[pick(number)].enter(outcome):
            admitted.append(clock.now)
    return admitted


@pytest.mark.parametrize("seed", range(20))
def test_one_worker_admits_the_limit_itself_whatever_redis_does(seed: int) -> None:
    admitted = run(random.Random(seed), 12, 1, lambda _: 0)
    assert len(admitted) > 20
    assert most_over(admitted, 12, 60) <= 1 + 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_workers_that_are_reached_evenly_admit_half_as_much_again(seed: int) -> None:
    admitted = run(random.Random(seed), 120, 4, lambda number: number % 4)
    # And what is under way when Redis falls silent: of each worker one, and three that ask.
    assert most_over(admitted, 120, 60) <= 1.5 + 4 * (1 + 3) / 120


@pytest.mark.parametrize("seed", range(20))
def test_workers_that_are_reached_unevenly_admit_two_and_a_half_times(seed: int) -> None:
    drawn = random.Random(seed)
    admitted = run(drawn, 40, 4, lambda _: drawn.randrange(4))
    assert most_over(admitted, 40, 60) <= 2.5


def test_a_count_goes_on_where_redis_left_it(quotas: LocalQuotas, clock: Clock) -> None:
    quotas.observe([Charge("k", TEN)], [Standing(4, 36.0, 0.0)])
    assert sum(take(quotas).wait == 0 for _ in range(10)) == 2, "of five, as of ten four were left"
    clock.now += 60
    assert sum(take(quotas).wait == 0 for _ in range(10)) == 5


def test_a_reset_forgets_what_redis_said(quotas: LocalQuotas) -> None:
    charge = Charge("k", TEN)
    quotas.observe([charge], [Standing(0, 60.0, 0.0)])
    assert take(quotas).wait
    quotas.reset(charge)
    assert take(quotas).remaining == 4


def test_a_restricted_quota_that_is_stricter_goes_on_where_redis_left_it(
    quotas: LocalQuotas,
) -> None:
    strict = Quota(2, 60, restricted=True)
    quotas.observe([Charge("k", strict)], [Standing(1, 30.0, 0.0)])
    assert take(quotas, strict) == (0, 60.0, 0.0)


def test_redis_is_told_what_it_was_not_asked_for_and_no_less_than_it_was(
    quotas: LocalQuotas,
) -> None:
    charge = Charge("k", TEN)
    quotas.charge([charge], asked=True)
    quotas.charge([charge])
    quotas.charge([charge])
    pending = quotas.unreported["k"]
    assert (quotas.floor(pending), pending.units) == (6.0, 2)
    quotas.settled({"k": pending}, [18.0])
    assert not quotas.unreported
    assert take(quotas).reset == pytest.approx(18 + 12), "what Redis says counts from then on"


def test_what_is_taken_while_redis_is_told_is_still_owed(quotas: LocalQuotas) -> None:
    take(quotas)
    seen = dict(quotas.unreported)
    take(quotas)
    quotas.settled(seen, [6.0])
    assert quotas.unreported["k"].units == 1


def test_redis_has_an_answer_for_each_counter_or_none_is_settled_silently(
    quotas: LocalQuotas,
) -> None:
    quotas.charge([Charge("a", Quota(10, 60)), Charge("b", Quota(10, 60))])
    told = dict(quotas.unreported)
    with pytest.raises(ValueError, match="shorter"):
        quotas.settled(told, [0.0])


def test_what_is_left_of_a_restricted_limit_follows_the_scale(clock: Clock) -> None:
    quota = Quota(limit=100_000, window=60, restricted=True)
    quotas = LocalQuotas(workers=3, scale=4, clock=clock)
    assert sum(take(quotas, quota).wait == 0 for _ in range(50)) == 20
    quotas = LocalQuotas(workers=3, scale=0.01, clock=clock)
    assert sum(take(quotas, quota).wait == 0 for _ in range(50)) == 1


def test_one_worker_has_the_whole_limit_and_no_more(clock: Clock) -> None:
    quotas = LocalQuotas(workers=1, clock=clock)
    assert sum(take(quotas).wait == 0 for _ in range(50)) == 10
