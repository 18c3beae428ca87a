"""docs/reliability.md: what is promised, what was run, and how it ended."""

from collections.abc import Mapping, Sequence
from typing import Final

from scripts.reliability.rows import Result, Row

_HEAD: Final = """# Reliability

What the service promises when things go wrong, and the tests that prove it.
`./scripts/task reliability` runs them, in full, and writes this page; with numbers, those rows.
Nothing here is written by hand: `tests/reliability.toml` names the rows.

| # | what | promised | proven by | last run |
|---:|---|---|---|---|
"""


def page(rows: Sequence[Row], results: Mapping[str, Result]) -> str:
    lines = [
        f"| {number} | {row.title} | {row.target} | {_proof(row)} | {_state(row, results)} |"
        for number, row in enumerate(rows, 1)
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _proof(row: Row) -> str:
    named = []
    for each in row.tests:
        path, _, name = each.partition("::")
        named.append(f"`{path}` ({name})" if name else f"`{path}`")
    if row.command:
        named.append(f"`{' '.join(row.command)}`")
    return "<br>".join(named) or "nothing yet"


def _state(row: Row, results: Mapping[str, Result]) -> str:
    if not row.is_proven:
        return "not proven"
    result = results.get(row.title)
    if result is None:
        return "not run"
    parts = [f"{result.passed} passed"] if row.tests else []
    parts += [f"**{result.failed} failed**"] if result.failed else []
    parts += [f"{result.skipped} skipped"] if result.skipped else []
    parts += [result.note] if result.note else []
    return f"{', '.join(parts)} ({result.seconds:.0f} s; {result.commit}, {result.date})"
