"""What was reached, in words for people and as JSON for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exactapi.fuzz.reach.reach import SIDES, Reached

Operations = Mapping[str, Reached]
"""By their labels, as `GET /pets`."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, and how many of them were reached."""

    reached: int
    every: int

    @property
    def percent(self) -> float:
        """Return the share in percent; nothing to reach is all of it."""
        return 100 * self.reached / self.every if self.every else 100.0

    def __str__(self) -> str:
        return f"{self.reached} of {self.every}"


def count_keywords(operations: Operations) -> Count:
    """Return how many keywords were kept by one request and broken by another."""
    sides = [len(seen) for each in operations.values() for seen in each.keywords.values()]
    return Count(sum(each == len(SIDES) for each in sides), len(sides))


def count_responses(operations: Operations) -> Count:
    """Return how many responses were seen."""
    seen = [is_seen for each in operations.values() for is_seen in each.responses.values()]
    return Count(sum(seen), len(seen))


def summary(operations: Operations) -> str:
    """Say both in one line."""
    keywords, responses = count_keywords(operations), count_responses(operations)
    return f"reached {keywords} keywords ({keywords.percent:.1f} %), {responses} responses"


def missing(operations: Operations) -> Iterator[str]:
    """Name what was not reached: keywords with their places, and responses by their statuses."""
    for label, operation in operations.items():
        for place, sides in operation.keywords.items():
            if "kept" not in sides:
                yield f"{label}: no accepted request has met #{place}"
            if "broken" not in sides:
                yield f"{label}: no request that was refused as invalid breaks #{place}"
        if never := [key for key, is_seen in operation.responses.items() if not is_seen]:
            yield f"{label}: was never answered with {', '.join(sorted(never))}"


def as_json(operations: Operations) -> dict[str, Any]:
    """Return all of it: the sides that were seen of each keyword, and whether each response was."""
    keywords, responses = count_keywords(operations), count_responses(operations)
    return {
        "keywords": {"reached": keywords.reached, "all": keywords.every},
        "responses": {"reached": responses.reached, "all": responses.every},
        "operations": {
            label: {
                "keywords": {place: sorted(seen) for place, seen in each.keywords.items()},
                "responses": each.responses,
            }
            for label, each in operations.items()
        },
    }


def from_json(written: Mapping[str, Any]) -> dict[str, Reached]:
    """Read what `as_json` wrote."""
    return {
        label: Reached(
            {place: set(seen) for place, seen in each["keywords"].items()}, each["responses"]
        )
        for label, each in written["operations"].items()
    }
