"""Which channels there are, which events each of them has, and who may follow it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from exactapi.access.ports import Principal

from impl.events.event import Event
from impl.events.stream import StreamedEvent


@dataclass(frozen=True, slots=True)
class Channel:
    """The events of one kind of thing, or, if `member` names a member of them, of one thing.

    `Channel("users", ...)` has all that happens to users; with `member="id"`, the channels are
    called `users.` and the id, and each has what happens to that user. `admits` is asked with the
    principal and what follows the dot, or with an empty string.
    """

    name: str
    events: Sequence[type[Event]]
    admits: Callable[[Principal, str], bool]
    member: str | None = None

    def of(self, payload: Any) -> str | None:
        """Return the name of the channel that has an event with this payload, if it names one."""
        if self.member is None:
            return self.name
        member = payload.get(self.member) if isinstance(payload, dict) else None
        return None if member is None else f"{self.name}.{member}"


class UnknownChannel(Exception):
    """There is no channel of this name."""


class Channels:
    """All channels of the service."""

    def __init__(self, *channels: Channel) -> None:
        self._by_kind = {(each.name, each.member is not None): each for each in channels}
        if len(self._by_kind) < len(channels):
            raise ValueError(f"two channels have one name: {[each.name for each in channels]}")
        self._by_type: dict[str, list[Channel]] = {}
        self._versions: dict[str, int] = {}
        for channel in channels:
            for event in channel.events:
                self._by_type.setdefault(event.type, []).append(channel)
                self._versions[event.type] = event.version

    def admit(self, principal: Principal, name: str) -> bool:
        """Return whether the principal may follow the channel.

        Raises:
            UnknownChannel: there is none of this name.
        """
        kind, dot, member = name.partition(".")
        channel = self._by_kind.get((kind, bool(dot)))
        if channel is None:
            raise UnknownChannel(name)
        return channel.admits(principal, member)

    def of(self, event: StreamedEvent) -> list[str]:
        """Return the names of the channels that have the event."""
        names = [channel.of(event.payload) for channel in self._by_type.get(event.type, ())]
        return [name for name in names if name is not None]

    def knows(self, event: StreamedEvent) -> bool:
        """Return whether this release can tell others what the event says."""
        return event.version <= self._versions.get(event.type, 0)


NO_CHANNELS: Final = Channels()
