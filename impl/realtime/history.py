"""The latest events, from which followers get what they have missed."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from impl.events.stream import START, EntryId, StreamedEvent


class Entry(NamedTuple):
    event: StreamedEvent
    channels: Sequence[str]


class History:
    """At most `length` events in the order of the stream, each of them once.

    `last` is the place of the latest entry that was read, `floor` that of the latest one that is
    no longer here: whoever has had all up to a place from there on can be told the rest.
    """

    def __init__(self, length: int) -> None:
        self._length = length
        self.clear()

    def clear(self) -> None:
        self.floor = self.last = START
        self._entries: list[Entry] = []
        self._places: list[EntryId] = []
        self._ids: set[int] = set()

    def has(self, event_id: int) -> bool:
        return event_id in self._ids

    def add(self, entry: Entry) -> None:
        """Add an event that comes after all others, and is not one of them."""
        self.reach(entry.event.sequence)
        self._entries.append(entry)
        self._places.append(entry.event.sequence)
        self._ids.add(entry.event.id)
        if len(self._entries) > 2 * self._length:  # rarely, because it moves the rest
            self._forget(len(self._entries) - self._length)

    def reach(self, place: EntryId) -> None:
        """Note that the stream was read up to a place; what was before the first, nobody knows."""
        if self.last == START:
            self.floor = place
        self.last = place

    def reaches_back_to(self, place: EntryId) -> bool:
        """Return whether everything after the place is here."""
        if self.last == START:
            return place == START  # any other is of a stream that was lost
        return place >= self.floor

    def after(self, place: EntryId) -> Iterator[Entry]:
        """Yield what came after the place."""
        return islice(self._entries, bisect_right(self._places, place), None)

    def _forget(self, number: int) -> None:
        self.floor = self._places[number - 1]
        self._ids.difference_update(entry.event.id for entry in self._entries[:number])
        del self._entries[:number], self._places[:number]
