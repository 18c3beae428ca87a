"""The report of `exactapi diff`: for terminals, for pull requests, for programs."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from exactapi.diff.changes import Change
from exactapi.diff.rules import RULES, Level
from exactapi.diff.touched import Touched

_HEADINGS: Final = {
    Level.MAJOR: "Breaking",
    Level.MINOR: "Compatible",
    Level.PATCH: "Without effect on calls",
}


@dataclass(frozen=True, slots=True)
class Report:
    """`needed` is the version that the changes need; None if the base's version is none."""

    base: str
    base_version: str
    version: str
    needed: str | None
    changes: tuple[Change, ...]
    touched: Mapping[str, Touched]

    def touches(self) -> Iterator[Touched]:
        """Yield what the changes of calls touch, each once, in the order of the changes."""
        names = (
            name
            for change in self.changes
            if change.level is not Level.PATCH
            for name in change.operations
        )
        for name in dict.fromkeys(names):
            if name in self.touched:
                yield self.touched[name]


def _summary(report: Report) -> str:
    if not report.changes:
        return f"Nothing changes since {report.base} ({report.base_version})."
    counts = [
        f"{count} {_HEADINGS[level].lower()}"
        for level in reversed(Level)
        if (count := sum(change.level is level for change in report.changes))
    ]
    needs = f"; needs version {report.needed}" if report.needed else ""
    return (
        f"{len(report.changes)} changes since {report.base} ({report.base_version}): "
        f"{', '.join(counts)}{needs}, has {report.version}"
    )


def _text(report: Report) -> Iterator[str]:
    yield _summary(report)
    for level, changes in groupby(report.changes, key=lambda each: each.level):
        yield f"\n{_HEADINGS[level]}:"
        for change in changes:
            yield f"  {change.place}: {change.code}: {change.text}"
            if change.level is Level.MAJOR:
                yield f"      {RULES[change.code].why}"
            if len(change.operations) > 1:
                yield f"      in {', '.join(change.operations)}"
    yield from _touches(report, "\n{}:", "  {}")


def _markdown(report: Report) -> Iterator[str]:
    yield f"### API changes\n\n{_escaped(_summary(report))}"
    for level, changes in groupby(report.changes, key=lambda each: each.level):
        yield f"\n#### {_HEADINGS[level]}\n"
        yield "| Where | What | Code | Operations |\n|---|---|---|---|"
        for change in changes:
            cells = (change.place, change.text, change.code, ", ".join(change.operations))
            yield f"| {' | '.join(map(_escaped, cells))} |"
    yield from _touches(report, "\n#### {}\n", "- `{}`")


def _touches(report: Report, heading: str, item: str) -> Iterator[str]:
    found = list(report.touches())
    kinds: tuple[tuple[str, Callable[[Touched], str | None]], ...] = (
        ("Handlers to look at", lambda each: each.handler),
        ("Tables to look at", lambda each: each.table),
        ("Calls of the SDKs", lambda each: each.call),
    )
    for title, part in kinds:
        names = dict.fromkeys(name for each in found if (name := part(each)))
        if names:
            yield heading.format(title)
            yield from (item.format(name) for name in names)


def _json(report: Report) -> Iterator[str]:
    yield json.dumps(
        {
            "base": report.base,
            "base_version": report.base_version,
            "version": report.version,
            "needed_version": report.needed,
            "changes": [
                {
                    "code": change.code,
                    "level": change.level.name.lower(),
                    "place": change.place,
                    "text": change.text,
                    "why": RULES[change.code].why,
                    "operations": list(change.operations),
                }
                for change in report.changes
            ],
            "handlers": list(dict.fromkeys(each.handler for each in report.touches())),
            "tables": list(dict.fromkeys(each.table for each in report.touches() if each.table)),
            "calls": list(dict.fromkeys(each.call for each in report.touches())),
        },
        indent=2,
        ensure_ascii=False,
    )


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


FORMATS: Final[Mapping[str, Callable[[Report], Iterator[str]]]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
}
