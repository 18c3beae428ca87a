"""The document declares what the channels have, so that no follower is told to load anew."""

from typing import Any

import jsonschema_rs
import pytest
from exactapi.mock.samples.sample import Sampler

from impl.channels import CHANNELS
from impl.events.event import Event
from impl.events.stream import START, StreamedEvent
from impl.realtime.messages import event_message
from tests.operations import SPEC, located

EVENTS = {
    event.type: event
    for channels in CHANNELS._by_type.values()
    for channel in channels
    for event in channel.events
}
SAMPLER = Sampler(SPEC, "response")
MESSAGES = jsonschema_rs.Draft202012Validator(
    {"components": SPEC["components"], "$ref": "#/components/schemas/ServerMessage"},
    validate_formats=True,
)
DECLARED: dict[str, Any] = SPEC["components"]["schemas"]["ChannelEvent"]["discriminator"]["mapping"]


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_an_event_of_a_channel_is_told_as_the_document_says(event: type[Event]) -> None:
    assert event.type in DECLARED, f"declare {event.type} in ChannelEvent"
    data = located("", {"$ref": DECLARED[event.type]}).child("properties", "data")
    payload = event.model_validate(SAMPLER.value(data.pointer, 1)).model_dump(mode="json")
    told = StreamedEvent(START, 1, event.type, event.version, payload, "2026-11-22T09:30:00Z")
    MESSAGES.validate(event_message("users", told))
