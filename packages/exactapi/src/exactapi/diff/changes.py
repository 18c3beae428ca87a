"""Changes as they are found: one that several operations share is told once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from exactapi.diff.rules import RULES, Direction, Level


@dataclass(frozen=True, slots=True)
class Change:
    """A change at a place of the API, in words.

    `operations` are the names of those that it concerns; none where it is about the whole API.
    """

    code: str
    level: Level
    place: str
    text: str
    operations: tuple[str, ...]

    @property
    def is_breaking(self) -> bool:
        return self.level is Level.MAJOR


@dataclass
class Changes:
    """Collects changes; `operation` is the one that is being compared, if any."""

    operation: str = ""
    _found: dict[tuple[str, Level, str, str], dict[str, None]] = field(default_factory=dict)

    def add(self, code: str, place: str, text: str, direction: Direction = "sent") -> None:
        key = (code, RULES[code].of(direction), place, text)
        operations = self._found.setdefault(key, {})
        if self.operation:
            operations[self.operation] = None

    def __iter__(self) -> Iterator[Change]:
        """Yield the breaking ones first, else in the order in which they were found."""
        for key in sorted(self._found, key=lambda each: -each[1]):
            yield Change(*key, tuple(self._found[key]))
