"""`task test:mutants`: does the fuzz find a service that breaks its contract?

Each mutant is the service with one violation. The fuzz, and its checks alone, should find it; and
find nothing in the service as it is.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scripts.fuzz.service import ROOT
from scripts.mutants.mutant import MUTANTS
from scripts.mutants.trial import Laboratory, fuzzed, laboratory

_REPORTS: Final = ROOT / "reports" / "mutants"
_MAY_SURVIVE: Final = 0.05
_EXAMPLES: Final = 100
"""For each operation, before a mutant has survived."""
_SAMPLE: Final = 8
"""So many may miss one of the few that survive among all."""


@dataclass(frozen=True, slots=True)
class Trial:
    """`mutant` is "" for the service as it is, of which nothing should be found."""

    mutant: str
    operation: str
    seed: int

    @property
    def name(self) -> str:
        return self.mutant or f"{self.operation}, as it is, seed {self.seed}"

    @property
    def folder(self) -> Path:
        words = self.operation.replace("/", "-").replace("{", "").replace("}", "").split()
        return _REPORTS / (self.mutant or f"clean-{'-'.join(words)}-{self.seed}")


@dataclass(frozen=True, slots=True)
class Verdict:
    trial: Trial
    found: list[str]

    @property
    def is_right(self) -> bool:
        return bool(self.found) == bool(self.trial.mutant)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    chosen = trials(options)
    started = time.monotonic()
    with laboratory() as found, ThreadPoolExecutor(options.workers) as pool:

        def attempt(trial: Trial) -> Verdict:
            return _attempt(found, trial, options.max_examples)

        verdicts = list(pool.map(attempt, chosen))
    return conclude(verdicts, time.monotonic() - started)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./scripts/task test:mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="mutants, by parts of their names; all without")
    parser.add_argument("--sample", type=int, metavar="N", help="take N of them, at random")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the fuzz")
    parser.add_argument(
        "--clean",
        type=int,
        default=0,
        metavar="N",
        help="instead, fuzz the operations of the service as it is, with N seeds",
    )
    parser.add_argument(
        "--max-examples",
        type=int,
        default=_EXAMPLES,
        metavar="N",
        help="with less than 100, what survives is tried again with 100",
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="trials at once")
    return parser


def trials(options: argparse.Namespace) -> list[Trial]:
    chosen = [
        mutant
        for mutant in MUTANTS.values()
        if not options.names or any(part in mutant.name for part in options.names)
    ]
    if options.sample:
        chosen = random.sample(chosen, options.sample)
    if options.clean:
        operations = dict.fromkeys(mutant.operation for mutant in chosen)
        seeds = range(options.seed, options.seed + options.clean)
        return [Trial("", operation, seed) for operation in operations for seed in seeds]
    return [Trial(mutant.name, mutant.operation, options.seed) for mutant in chosen]


def _attempt(found: Laboratory, trial: Trial, examples: int) -> Verdict:
    """Try it; a mutant that survives few examples is tried again: most are found at once."""

    def findings(number: int) -> list[str]:
        return fuzzed(
            found,
            trial.mutant,
            trial.operation,
            seed=trial.seed,
            examples=number,
            folder=trial.folder,
        )

    said = findings(examples)
    if trial.mutant and not said and examples < _EXAMPLES:
        said = findings(_EXAMPLES)
    verdict = Verdict(trial, said)
    print(f"{'ok  ' if verdict.is_right else 'FAIL'} {trial.name}", flush=True)
    for line in said[:3]:
        print(f"       {line}", flush=True)
    return verdict


def conclude(verdicts: Sequence[Verdict], seconds: float) -> int:
    mutants = [each for each in verdicts if each.trial.mutant]
    killed = [each for each in mutants if each.found]
    alarms = [each for each in verdicts if not each.trial.mutant and each.found]
    if mutants:
        print(f"mutants: {len(killed)} of {len(mutants)} killed in {seconds:.0f} s")
        for each in mutants:
            if not each.found:
                print(f"  survived: {each.trial.name} ({each.trial.operation})")
    if len(mutants) < len(verdicts):
        print(f"mutants: {len(alarms)} false alarms in {len(verdicts)} runs, {seconds:.0f} s")
    missed = len(mutants) - len(killed)
    allowed = max(math.floor(len(mutants) * _MAY_SURVIVE), len(mutants) >= _SAMPLE)
    return 1 if alarms or missed > allowed else 0


if __name__ == "__main__":
    sys.exit(main())
