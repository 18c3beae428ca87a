"""docs/mutation.md: how many mutants the tests kill, and why the others live."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.mutation.mutants import Survivor

_HEAD: Final = """# Mutation tests

Lines of the code are changed, one at a time, by [mutmut](https://mutmut.readthedocs.io); the tests
that reach the line should fail. `./scripts/task test:mutation` does so for a sample of each room
({sample}, by a seed; `--sample 0` takes all) and writes this page; `tests/mutation.toml` says why a
mutant may live. Fewer than {enough:.0%} killed is a failure. mutmut changes no function that has a
decorator, and nothing outside functions.

| room | mutants | tried | killed | | last run |
|---|---:|---:|---:|---:|---|
"""
_SURVIVORS: Final = """
## Those that live

| function | the line | became | why it may |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """Of a sample of one room."""

    room: str
    mutants: int
    tried: int
    seed: int
    survivors: tuple[Survivor, ...]
    date: str
    commit: str

    @property
    def killed(self) -> int:
        return self.tried - len(self.survivors)

    @property
    def share(self) -> float:
        return self.killed / self.tried


def page(
    trials: Collection[Trial], reasons: Mapping[tuple[str, str], str], sample: int, enough: float
) -> str:
    rows = [
        f"| `{trial.room}` | {trial.mutants} | {trial.tried} | {trial.killed} | {trial.share:.0%} "
        f"| seed {trial.seed}; {trial.commit}, {trial.date} |"
        for trial in ordered(trials)
    ]
    found = dict.fromkeys(
        each
        for trial in ordered(trials)
        for each in sorted(trial.survivors, key=lambda each: (each.function, each.became))
    )
    lives = [
        f"| `{each.function}` | {_code(each.was)} | {_code(each.became)} "
        f"| {reasons.get((each.function, each.became), '**not said**')} |"
        for each in found
    ]
    head = _HEAD.format(sample=sample, enough=enough)
    return head + _lines(rows) + (_SURVIVORS + _lines(lives) if lives else "")


def ordered(trials: Collection[Trial]) -> list[Trial]:
    """Return them by room, and the samples of a room by their seeds."""
    return sorted(trials, key=lambda each: (each.room, each.seed))


def read_reasons(path: Path) -> dict[tuple[str, str], str]:
    """Return why mutants may live, by their function and the line that they have."""
    entries = tomllib.loads(path.read_text())["survivor"]
    return {(each["function"], each["became"]): each["reason"] for each in entries}


def _code(line: str) -> str:
    return f"`{line.replace('|', chr(92) + '|')}`" if line else "(nothing)"


def _lines(rows: Sequence[str]) -> str:
    return "".join(f"{row}\n" for row in rows)
