"""`task test:reach`: do the fuzz and the tests reach all of the document, and of the code?

It runs the fuzz of the service, and its own tests with coverage.py. A keyword of a request
counts when the fuzz has sent a value that keeps it and one that breaks it; a response when the fuzz
or a test has seen it. It fails below 98 % of the keywords, 95 % of the responses, 95 % of the lines
and 90 % of the branches of impl/, and lists what was not reached.

reports/reach/ has the rest: which test has seen which response, and the report of coverage.py.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from exactapi.fuzz.reach.report import from_json, missing

from scripts.reach.goals import goals, together, untested_lines, with_tests

ROOT: Final = Path(__file__).resolve().parents[2]
_FUZZ: Final = ROOT / "reports" / "fuzz"
_REPORTS: Final = ROOT / "reports" / "reach"
_TESTS: Final = _REPORTS / "tests"
_COVERAGE: Final = _REPORTS / "coverage.json"
_CONFIGURATION: Final = Path(__file__).with_name("coverage.toml")
_SUITES: Final = ("tests/api", "tests/security", "tests/unit")
_BESIDE: Final = ("tests/api/test_poison.py", "tests/unit/scripts")
"""What repeats hostile requests by the thousand, and what tests the tools, reaches nothing more."""
_WORKERS: Final = ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    clean = "fuzz" in options.skip or _run_fuzz(options.seeds)
    passed = "tests" in options.skip or _run_tests()
    reached = _judge(options.seeds)
    if not clean or not passed:
        print(f"reach: the {'tests' if clean else 'fuzz'} failed, see above")
    return 0 if clean and passed and reached else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./scripts/task test:reach",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1], metavar="N", help="of the fuzz, all together"
    )
    parser.add_argument(
        "--skip",
        choices=("fuzz", "tests"),
        nargs="+",
        default=[],
        help="judge the reports of the last run of these, instead of running them again",
    )
    return parser


def _run_fuzz(seeds: Sequence[int]) -> bool:
    command = [sys.executable, "-m", "scripts.fuzz", "--seeds", *map(str, seeds)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def _run_tests() -> bool:
    """Run the tests under coverage.py, which each process starts by itself."""
    shutil.rmtree(_REPORTS, ignore_errors=True)
    command = [
        *(sys.executable, "-m", "pytest", *_WORKERS, "-q", "-p", "scripts.reach.recorder"),
        *("-m", "not infra and not thorough"),
        *(f"--ignore={each}" for each in _BESIDE),
        *_SUITES,
    ]
    places = {"REACH_ROOT": str(ROOT), "REACH_FOLDER": str(_REPORTS)}
    start = {"COVERAGE_PROCESS_START": str(_CONFIGURATION)}
    passed = subprocess.run(command, cwd=ROOT, env=os.environ | places | start, check=False)
    _combine(os.environ | places)
    return passed.returncode == 0


def _combine(environment: Mapping[str, str]) -> None:
    """Make one report of what the processes have written."""
    for arguments in (("combine", "--quiet"), ("json", "--quiet", "-o", str(_COVERAGE))):
        command = [sys.executable, "-m", "coverage", *arguments, f"--rcfile={_CONFIGURATION}"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


def _judge(seeds: Sequence[int]) -> bool:
    operations = together(from_json(_read(_FUZZ / f"seed-{each}.reach.json")) for each in seeds)
    operations = with_tests(operations, [_read(each) for each in sorted(_TESTS.glob("*.json"))])
    coverage = _read(_COVERAGE)
    found = goals(operations, coverage)
    for line in (*missing(operations), *untested_lines(coverage)):
        print(f"  {line}")
    for goal in found:
        print(f"reach: {goal}{'' if goal.is_met else ': missed'}")
    return all(goal.is_met for goal in found)


def _read(path: Path) -> Any:
    if not path.exists():
        raise SystemExit(f"reach: {path} is not there; run it without --skip")
    return json.loads(path.read_bytes())


if __name__ == "__main__":
    raise SystemExit(main())
