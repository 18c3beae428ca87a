"""Which channels have an event, and who may follow them."""

from typing import Any, ClassVar

import pytest
from exactapi.runtime import Principal

from impl.events.event import Event
from impl.events.stream import START, StreamedEvent
from impl.realtime.channels import Channel, Channels, UnknownChannel

ADA = Principal("ada")


class Paid(Event):
    type: ClassVar[str] = "order.paid"
    version: ClassVar[int] = 2

    @property
    def key(self) -> str:
        return ""


def is_own(principal: Principal, member: str) -> bool:
    return principal.subject == member


ORDERS = Channel("orders", [Paid], lambda _principal, member: member == "")
EACH_ORDER = Channel("orders", [Paid], is_own, member="by")
CHANNELS = Channels(ORDERS, EACH_ORDER)


def paid(payload: Any, version: int = 2, type: str = "order.paid") -> StreamedEvent:
    return StreamedEvent(START, 1, type, version, payload, "")


def test_an_event_is_on_the_channel_of_all_and_on_that_of_its_own() -> None:
    assert CHANNELS.of(paid({"by": "ada"})) == ["orders", "orders.ada"]
    assert CHANNELS.of(paid({}, type="order.lost")) == []


@pytest.mark.parametrize("payload", [{}, [], None, "by", {"by": None}])
def test_a_payload_that_names_no_member_is_on_the_channel_of_all(payload: Any) -> None:
    assert CHANNELS.of(paid(payload)) == ["orders"]


def test_each_channel_admits_whom_it_is_for() -> None:
    assert CHANNELS.admit(ADA, "orders")
    assert CHANNELS.admit(ADA, "orders.ada")
    assert not CHANNELS.admit(ADA, "orders.bob")


@pytest.mark.parametrize("name", ["", "order", "orders2", ".", "users.ada"])
def test_a_channel_that_nobody_has_declared_is_unknown(name: str) -> None:
    with pytest.raises(UnknownChannel):
        CHANNELS.admit(ADA, name)


def test_an_event_of_a_newer_version_is_not_understood() -> None:
    assert CHANNELS.knows(paid({}, version=1))
    assert CHANNELS.knows(paid({}, version=2))
    assert not CHANNELS.knows(paid({}, version=3))


def test_two_channels_need_two_names() -> None:
    with pytest.raises(ValueError, match="one name"):
        Channels(ORDERS, ORDERS)
