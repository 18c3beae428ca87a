"""The channel that docs/realtime.md shows works as it stands there."""

import pytest
from exactapi.runtime import Principal

from impl.events.stream import START, StreamedEvent
from impl.realtime.channels import Channels
from tests.unit.events.shown import code_of, imported

EVENT = "impl.features.orders.events"
CHANNEL = "impl.features.orders.channels"


def test_each_customer_has_a_channel_and_may_follow_it_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imported(monkeypatch, EVENT, code_of("events.md")[EVENT])
    channels = Channels(imported(monkeypatch, CHANNEL, code_of("realtime.md")[CHANNEL]).ORDERS)
    paid = StreamedEvent(START, 1, "order.paid", 1, {"id": "1", "customer": "ada"}, "")
    assert channels.of(paid) == ["orders.ada"]
    assert channels.admit(Principal("ada"), "orders.ada")
    assert not channels.admit(Principal("bob"), "orders.ada")
    assert channels.admit(Principal("bob", frozenset({"orders:admin"})), "orders.ada")
