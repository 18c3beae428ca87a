"""Remembers where each object and list of a document was written.

A value that was derived from another keeps the place of its origin, so that every finding about
the canonical document names a line of the source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exactapi.generate.ir import Location, Pointer
from exactapi.generate.source.text import Text
from exactapi.schemas.pointers import member, tokens


@dataclass(frozen=True, slots=True)
class Place:
    """Offsets into `text`: where the value starts, and each of its keys (or items)."""

    text: Text
    start: int
    members: Mapping[str, int] | Sequence[int]

    def of(self, token: str | int) -> Location:
        """Locate a member; an unknown one is located at the start of the whole."""
        if isinstance(self.members, Mapping):
            return self.text.location(self.members.get(str(token), self.start))
        index = int(token) if str(token).isdecimal() else -1
        known = 0 <= index < len(self.members)
        return self.text.location(self.members[index] if known else self.start)


class Places:
    """The places of containers, by identity. Keeps the containers alive, so identities are safe."""

    def __init__(self) -> None:
        self._places: dict[int, tuple[Any, Place]] = {}

    def record(self, container: Any, place: Place) -> None:
        self._places[id(container)] = (container, place)

    def derive(self, container: Any, origin: Any) -> None:
        """Record that `container` has the place of `origin`, whose keys or indices it shares."""
        if known := self._places.get(id(origin)):
            self._places[id(container)] = (container, known[1])

    def derive_items(self, container: Any, origin: Any, kept: Sequence[int]) -> None:
        """Record that a list has the places of the items of `origin` that it kept."""
        if known := self._places.get(id(origin)):
            place = known[1]
            members = [place.members[i] for i in kept if i < len(place.members)]  # type: ignore[index]  # a list's members are a sequence
            self._places[id(container)] = (container, Place(place.text, place.start, members))

    def of(self, container: Any) -> Place | None:
        known = self._places.get(id(container))
        return known[1] if known else None

    def locate(self, root: Any, pointer: Pointer) -> Location:
        """Locate the value at `pointer` below `root`: its key, its item, or the nearest known."""
        place = self.of(root)
        if place is None:
            raise LookupError("the root of a document always has a place")
        found = place.text.location(place.start)
        value = root
        for token in tokens(pointer):
            place = self.of(value)
            if place is not None:
                found = place.of(token)
            value = member(value, token)
            if value is None:
                break
        return found


def size(root: Any) -> int:
    """Count the values in a value, itself included."""
    count = 0
    pending = [root]
    while pending:
        value = pending.pop()
        count += 1
        if isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return count
