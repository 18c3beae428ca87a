"""Measure this checkout beside another commit of it, in turns, on this machine.

task bench:compare BASE          BASE is a commit, a branch or a tag; two to four minutes
task bench:compare BASE --rounds 20

Both serve the same requests from one database, which this checkout's migrations have built. Above
one, this checkout is the faster. Where the lowest and the highest ratio lie on both sides of one,
the run has not shown a difference.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Final

from scripts.bench.comparison import peers
from scripts.bench.comparison.results import SERVICE, Results
from scripts.bench.comparison.run import Plan, measure_in_turns, say
from scripts.bench.comparison.servers import ROOT, serving, split_cores
from scripts.bench.comparison.surroundings import surroundings
from scripts.bench.comparison.works import seed, works

_BASE: Final = "base"
_WARM_UP: Final = 0.3
_SECONDS: Final = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench:compare",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("base", metavar="BASE", help="the commit to compare with")
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="default: 10")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds: {options.rounds} is less than 1")
    cores = split_cores()
    with _checkout(options.base) as folder:
        os.sched_setaffinity(0, cores.others)  # PostgreSQL and Valkey inherit it
        with surroundings() as around, contextlib.ExitStack() as stack:
            here = peers.service(around.environment)
            base = replace(peers.service(around.environment, folder=folder), name=_BASE)
            servers = [
                stack.enter_context(
                    serving(command, cores.server, around.folder / f"{command.name}.log")
                )
                for command in (here, base)
            ]
            ids = seed(servers[0].url, around.token)
            results = Results(works(around.token, ids), [SERVICE, _BASE])
            measure_in_turns(Plan(options.rounds, _WARM_UP, _SECONDS), servers, results)
    print(f"Times the requests per second of {options.base}, and the same by processor time\n")
    print(table(results))
    return 0


def table(results: Results) -> str:
    """Return a line for each work: medians, with the lowest and the highest of the rounds."""
    lines = ["|  | requests per second | processor time |", "|---|---:|---:|"]
    for work in results.works:
        rates = _spread(results.ratios(work.name, _BASE))
        times = _spread(results.cpu_ratios(work.name, _BASE))
        lines.append(f"| {work.title} | {rates} | {times} |")
    return "\n".join(lines)


def _spread(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


@contextlib.contextmanager
def _checkout(commit: str) -> Iterator[Path]:
    """Check the commit out beside this checkout, set up, for the time of the block.

    Raises:
        SystemExit: there is no such commit, or it cannot be set up; with the reason.
    """
    found = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise SystemExit(f"{commit} is no commit of this repository; `git log` lists them")
    with tempfile.TemporaryDirectory(prefix="bench-base-") as parent:
        folder = Path(parent) / "checkout"
        _run(["git", "worktree", "add", "--detach", str(folder), found.stdout.strip()], ROOT)
        try:
            say(f"setting up {commit} ...")
            _run(["./scripts/setup"], folder)
            yield folder
        finally:
            _run(["git", "worktree", "remove", "--force", str(folder)], ROOT)


def _run(arguments: list[str], folder: Path) -> None:
    finished = subprocess.run(
        arguments, cwd=folder, capture_output=True, text=True, check=False, timeout=600
    )
    if finished.returncode:
        raise SystemExit(f"{' '.join(arguments)}: {finished.stderr.strip()[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
