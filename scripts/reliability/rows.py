"""The rows of the page: `tests/reliability.toml`, and what came of their last runs."""

import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_ROWS: Final = ROOT / "tests" / "reliability.toml"
_RESULTS: Final = ROOT / "docs" / "reliability.json"


@dataclass(frozen=True, slots=True)
class Row:
    """`tests` are pytest's, `command` is another proof; a row without either is not proven yet.

    `reports` is a regular expression: what its group matches in the output of the command goes into
    the page.
    """

    title: str
    target: str
    tests: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    reports: str = ""

    @property
    def is_proven(self) -> bool:
        return bool(self.tests or self.command)


@dataclass(frozen=True, slots=True)
class Result:
    """Of the last run of a row; `note` is how a command ended."""

    passed: int
    failed: int
    skipped: int
    seconds: float
    date: str
    commit: str
    note: str = ""


def read_rows() -> list[Row]:
    rows = tomllib.loads(_ROWS.read_text())["row"]
    return [
        Row(**{**each, **{key: tuple(each.get(key, ())) for key in ("tests", "command")}})
        for each in rows
    ]


def read_results() -> dict[str, Result]:
    """Return the last results, by the title of the row."""
    if not _RESULTS.exists():
        return {}
    return {title: Result(**each) for title, each in json.loads(_RESULTS.read_text()).items()}


def write_results(results: dict[str, Result]) -> None:
    text = json.dumps({title: asdict(each) for title, each in results.items()}, indent=1)
    _RESULTS.write_text(text + "\n")
