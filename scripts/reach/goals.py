"""How much has to be reached, and what is missing from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from exactapi.fuzz.reach.reach import Reached
from exactapi.fuzz.reach.report import Count, count_keywords, count_responses

KEYWORDS: Final = 98.0
RESPONSES: Final = 95.0
LINES: Final = 95.0
BRANCHES: Final = 90.0


@dataclass(frozen=True, slots=True)
class Goal:
    """What is counted, how much of it was reached, and the least share in percent."""

    what: str
    count: Count
    least: float

    @property
    def is_met(self) -> bool:
        return self.count.percent >= self.least

    def __str__(self) -> str:
        return f"{self.count} {self.what} ({self.count.percent:.1f} %, at least {self.least:.0f} %)"


def goals(operations: Mapping[str, Reached], coverage: Mapping[str, Any]) -> list[Goal]:
    """Return the four; `coverage` is the JSON report of coverage.py."""
    totals = coverage["totals"]
    return [
        Goal("keywords", count_keywords(operations), KEYWORDS),
        Goal("responses", count_responses(operations), RESPONSES),
        Goal("lines", Count(totals["covered_lines"], totals["num_statements"]), LINES),
        Goal("branches", Count(totals["covered_branches"], totals["num_branches"]), BRANCHES),
    ]


def together(runs: Iterable[Mapping[str, Reached]]) -> dict[str, Reached]:
    """Return what several runs of the fuzz have reached, whichever of them did."""
    found: dict[str, Reached] = {}
    for run in runs:
        for label, reached in run.items():
            all_of_it = found.setdefault(label, Reached())
            for place, sides in reached.keywords.items():
                all_of_it.keywords.setdefault(place, set()).update(sides)
            for key, is_seen in reached.responses.items():
                all_of_it.responses[key] = is_seen or all_of_it.responses.get(key, False)
    return found


def with_tests(
    operations: Mapping[str, Reached], tests: Iterable[Mapping[str, Mapping[str, str]]]
) -> dict[str, Reached]:
    """Return the same with the responses that tests have brought about: each with its test."""
    found = together([operations])
    for seen in tests:
        for label in seen.keys() & found.keys():
            for key in seen[label].keys() & found[label].responses.keys():
                found[label].responses[key] = True
    return found


def untested_lines(coverage: Mapping[str, Any]) -> Iterator[str]:
    """Name the lines and branches of each file that no test has run."""
    for path, file in coverage["files"].items():
        lines = ", ".join(map(str, file["missing_lines"]))
        branches = ", ".join(f"{start} -> {end}" for start, end in file["missing_branches"])
        if lines or branches:
            yield f"{path}: lines {lines or 'none'}; branches {branches or 'none'}"
