"""Which consumers there are, and which events each of them takes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from impl.events.event import Event
from impl.storage import UnitOfWork

EventT = TypeVar("EventT", bound=Event)
ResourcesT = TypeVar("ResourcesT")


class UnreadableEvent(Exception):
    """The event cannot be read by this release, so that trying again does not help."""


@dataclass(frozen=True, slots=True)
class Consumer(Generic[EventT, ResourcesT]):
    """Something that follows from events.

    `handle` writes through the unit of work that it is given: what it writes is committed with the
    consumer's progress, so it takes effect exactly once. It does not commit. What it does elsewhere
    (an e-mail, a call) may happen again after a failure. If it raises, it is tried again later.

    `name` is stored with every event that waits, so it must not change.
    """

    name: str
    events: Sequence[type[EventT]]
    handle: Callable[[EventT, UnitOfWork, ResourcesT], Awaitable[None]]

    def read(self, type: str, version: int, payload: Mapping[str, Any]) -> EventT:
        """Return the event as its class.

        Raises:
            UnreadableEvent: it has another type, a newer version, or a payload that does not fit.
        """
        for event in self.events:
            if event.type != type:
                continue
            if version > event.version:
                raise UnreadableEvent(
                    f"{type} has version {version}, and this release knows {event.version}"
                )
            try:
                return event.model_validate(payload)
            except ValidationError as error:
                faults = error.errors(include_url=False, include_input=False, include_context=False)
                raise UnreadableEvent(f"the payload of {type} is broken: {faults}") from None
        raise UnreadableEvent(f"{self.name} does not take {type}")


class Consumers:
    """All consumers of the service. Publishing needs them, to write down who is to have what."""

    def __init__(self, *consumers: Consumer[Any, Any]) -> None:
        self._by_name = {consumer.name: consumer for consumer in consumers}
        if len(self._by_name) < len(consumers):
            raise ValueError(f"two consumers have one name: {[each.name for each in consumers]}")
        self._by_type: dict[str, list[str]] = {}
        for consumer in consumers:
            for event in consumer.events:
                self._by_type.setdefault(event.type, []).append(consumer.name)
        self.names = list(self._by_name)

    def __getitem__(self, name: str) -> Consumer[Any, Any]:
        return self._by_name[name]

    def of(self, event: Event | type[Event]) -> Sequence[str]:
        """Return the names of those that take the event."""
        return self._by_type.get(event.type, ())
