"""Mistakes in the list of consumers show at the start."""

import pytest

from impl.consumers import CONSUMERS as SHIPPED
from impl.events.consumers import Consumer, Consumers
from tests.resilience.events.ticks import CONSUMERS, Tick, count


def test_an_event_is_for_those_that_take_its_type() -> None:
    assert CONSUMERS.of(Tick(about="k", number=1)) == ["count"]
    assert list(SHIPPED.of(Tick(about="k", number=1))) == []


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        Consumers(Consumer("count", [Tick], count), Consumer("count", [Tick], count))
