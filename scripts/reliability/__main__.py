"""Run the tests of the reliability table, in full, and write docs/reliability.md.

Rows are named by their numbers; without any, all are run, which takes four hours on two cores.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.reliability.page import page
from scripts.reliability.rows import ROOT, Result, Row, read_results, read_rows, write_results

_PAGE = ROOT / "docs" / "reliability.md"
# A test in full, on a machine that has other work, may take longer than one of `task test`.
_PATIENCE = "--timeout=3600"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="task reliability --",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rows", nargs="*", type=int, metavar="NUMBER", help="row of the page")
    parser.add_argument("--check", action="store_true", help="fail if the page is old")
    parser.add_argument(
        "--page", action="store_true", help="run nothing: write the page of the last results"
    )
    options = parser.parse_args(argv)
    rows, results = read_rows(), read_results()
    if options.check:
        return _check(page(rows, results))
    if options.page:
        _PAGE.write_text(page(rows, results))
        return 0
    numbers = options.rows or range(1, len(rows) + 1)
    if unknown := [each for each in numbers if not 1 <= each <= len(rows)]:
        parser.error(f"there is no row {unknown[0]}; docs/reliability.md has {len(rows)}")
    failed = False
    for number in numbers:
        row = rows[number - 1]
        if row.is_proven:
            print(f"== {number}. {row.title}", flush=True)
            result = run(row)
            failed = failed or bool(result.failed)
            # After each, so that an hour's work is not lost to an interruption; another run may
            # have written meanwhile.
            results = read_results() | {row.title: result}
            write_results(results)
            _PAGE.write_text(page(rows, results))
    return 1 if failed else 0


def _check(expected: str) -> int:
    if _PAGE.exists() and _PAGE.read_text() == expected:
        return 0
    print("docs/reliability.md is not what its rows and results say", file=sys.stderr)
    return 1


def run(row: Row) -> Result:
    """Run the tests and the command of a row."""
    began = time.monotonic()
    result = _tests(row.tests) if row.tests else Result(0, 0, 0, 0, "", "")
    if row.command:
        code, said = _command(row)
        note = f"`{' '.join(row.command)}` " + ("passed" if code == 0 else "**failed**") + said
        result = replace(result, failed=result.failed + (code != 0), note=note)
    return replace(
        result,
        seconds=round(time.monotonic() - began, 1),
        date=datetime.now(UTC).date().isoformat(),
        commit=_commit(),
    )


def _command(row: Row) -> tuple[int, str]:
    """Run the command; how it ended, and what of its output the row reports."""
    command: list[str | Path] = [ROOT / "scripts" / row.command[0], *row.command[1:]]
    said = ""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if row.reports and (found := re.search(row.reports, line)):
                said += f"; {found[1]}"
    return process.returncode, said


def _tests(tests: Sequence[str]) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-n0", "-q", f"--junitxml={report}", _PATIENCE]
        code = subprocess.run([*command, *tests], cwd=ROOT, check=False).returncode
        if not report.exists():
            return Result(0, 1, 0, 0, "", "", note=f"pytest ended with {code}")
        passed, failed, skipped = counts(report.read_text())
    return Result(passed, failed, skipped, 0, "", "")


def counts(report: str) -> tuple[int, int, int]:
    """Return how many tests of a JUnit report passed, failed and were skipped."""
    suite = ET.fromstring(report).find("testsuite")  # noqa: S314  pytest's own
    if suite is None:
        raise ValueError("the report has no testsuite")
    number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    failed = number["failures"] + number["errors"]
    return number["tests"] - failed - number["skipped"], failed, number["skipped"]


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "no commit"


if __name__ == "__main__":
    raise SystemExit(main())
