"""The waits between attempts."""

from datetime import timedelta

import pytest

from impl.features.webhooks.schedule import FACTORS, delay_after


@pytest.mark.parametrize(("number", "factor"), [*enumerate(FACTORS, 1)])
def test_each_attempt_waits_longer_with_some_jitter(number: int, factor: int) -> None:
    drawn = [delay_after(number, 5.0) for _ in range(100)]
    seconds = [each.total_seconds() for each in drawn if each is not None]
    assert len(seconds) == 100
    assert 0.8 * 5 * factor <= min(seconds) < max(seconds) <= 1.2 * 5 * factor


def test_after_more_than_a_day_it_is_given_up() -> None:
    assert 24 * 3600 < 5 * sum(FACTORS) * 0.95 < 48 * 3600
    assert delay_after(len(FACTORS) + 1, 5.0) is None


def test_what_the_endpoint_asks_for_puts_it_off_by_a_day_at_most() -> None:
    assert delay_after(1, 5.0, asked=600) == timedelta(seconds=600)
    assert delay_after(1, 5.0, asked=10**9) == timedelta(days=1)
    later = delay_after(2, 5.0, asked=1)
    assert later is not None
    assert later > timedelta(seconds=200)
