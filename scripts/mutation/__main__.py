"""Change lines of the code, one at a time: do the tests notice? Writes docs/mutation.md."""

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from scripts.fuzz.service import ROOT
from scripts.mutation.mutants import (
    ROOMS,
    Survivor,
    attempt,
    mutants,
    set_up,
    survivor,
    verdicts,
)
from scripts.mutation.page import Trial, ordered, page, read_reasons

_SAMPLE: Final = 40
_ENOUGH: Final = 0.85
_PAGE: Final = ROOT / "docs" / "mutation.md"
_RESULTS: Final = ROOT / "docs" / "mutation.json"
_REASONS: Final = ROOT / "tests" / "mutation.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.page:
        _write([])
        return 0
    set_up(keep=options.keep or options.survivors)
    everything = {room: mutants(room) for room in options.rooms or ROOMS}
    chosen = {
        room: _sample(names, options.sample, options.seed) for room, names in everything.items()
    }
    killed = _killed(chosen) if options.survivors else set()
    attempt([name for names in chosen.values() for name in names if name not in killed])
    trials = [
        _trial(room, names, options.seed, len(everything[room])) for room, names in chosen.items()
    ]
    for each in trials:
        print(f"{each.room}: {each.killed} of {each.tried} killed")
    _write(trials)
    return 0 if all(each.share >= _ENOUGH for each in trials) else 1


def _killed(chosen: Mapping[str, list[str]]) -> set[str]:
    """Return those of the sample that the last run killed."""
    return {
        name
        for room, names in chosen.items()
        for name, is_killed in verdicts(room, names).items()
        if is_killed
    }


def _trial(room: str, names: list[str], seed: int, mutants: int) -> Trial:
    found = verdicts(room, names)
    return Trial(
        room=room,
        mutants=mutants,
        tried=len(found),
        seed=seed,
        survivors=tuple(survivor(name) for name, is_killed in found.items() if not is_killed),
        date=datetime.now(UTC).date().isoformat(),
        commit=_commit(),
    )


def _write(trials: Sequence[Trial]) -> None:
    """Write the page, with the last trial of each sample."""
    known = {(each.room, each.seed): each for each in [*read_trials(), *trials]}
    every = ordered(known.values())
    _RESULTS.write_text(json.dumps([asdict(each) for each in every], indent=1) + "\n")
    _PAGE.write_text(text(every))


def text(trials: Sequence[Trial]) -> str:
    """Return the page."""
    return page(trials, read_reasons(_REASONS), _SAMPLE, _ENOUGH)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./scripts/task test:mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", choices=[*ROOMS, []], metavar="ROOM", help=str(ROOMS))
    parser.add_argument(
        "--sample", type=int, default=_SAMPLE, metavar="N", help="of each room; 0 is all"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the sample")
    parser.add_argument("--keep", action="store_true", help="what is known about the tests")
    parser.add_argument(
        "--survivors", action="store_true", help="try again those that lived in the run before"
    )
    parser.add_argument(
        "--page", action="store_true", help="try nothing: write the page of the last results"
    )
    return parser


def _sample(names: list[str], size: int, seed: int) -> list[str]:
    if not size or size >= len(names):
        return names
    return sorted(random.Random(seed).sample(names, size))  # noqa: S311  no secret


def read_trials() -> list[Trial]:
    """Return what came of the last trial of each sample."""
    if not _RESULTS.exists():
        return []
    return [
        Trial(**{**each, "survivors": tuple(Survivor(**one) for one in each["survivors"])})
        for each in json.loads(_RESULTS.read_text())
    ]


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "no commit"


if __name__ == "__main__":
    sys.exit(main())
