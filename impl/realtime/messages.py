"""The messages that the hub itself sends; the document's schema checks each of them."""

from collections.abc import Collection
from typing import Any

from impl.events.stream import EntryId, StreamedEvent

Message = dict[str, Any]


def event_message(channel: str, event: StreamedEvent) -> Message:
    return {
        "type": "event",
        "channel": channel,
        "sequence": str(event.sequence),
        "event": {
            "type": event.type,
            "id": event.id,
            "created_at": event.created_at,
            "data": event.payload,
        },
    }


def reset_message(channel: str, sequence: EntryId) -> Message:
    return {"type": "reset", "channel": channel, "sequence": str(sequence)}


def presence_message(channel: str, users: Collection[str]) -> Message:
    return {"type": "presence", "channel": channel, "users": [*users]}
