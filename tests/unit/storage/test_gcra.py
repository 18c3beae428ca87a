"""The arithmetic against a model, and the shares that one process allows by itself."""

import random

import pytest

from impl.storage.gcra import Charge, LocalQuotas, Quota

TEN = Quota(limit=10, window=60)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quotas(clock: Clock) -> LocalQuotas:
    """With three workers and half as much again, each has half of a limit."""
    return LocalQuotas(workers=3, clock=clock)


def take(quotas: LocalQuotas, quota: Quota = TEN, key: str = "k") -> tuple[int, float, float]:
    (standing,) = quotas.take([Charge(key, quota)])
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
    assert not quotas.take([small, large])[0].wait
    for _ in range(3):
        assert quotas.take([small, large])[0].wait
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
