"""Run schemathesis against a service, and judge what it reports."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from exactapi.fuzz.answers import Answers, read_answers
from exactapi.fuzz.document import Expected, FuzzError
from exactapi.fuzz.exchanges import exchanges
from exactapi.fuzz.judge import PHASES, Report, shortfalls
from exactapi.fuzz.reach.reach import Reach
from exactapi.fuzz.reach.report import as_json, missing, summary

CONFIGURATION: Final = Path(__file__).with_name("schemathesis.toml")
"""For a project that has none of its own: every check, every phase."""
_EXCHANGES: Final = ".ndjson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A service to fuzz, and the options.

    document: the canonical document, in JSON.
    url: where the service is, without the base path of the document.
    folder: the working directory, which the paths in the configuration are relative to.
    reports: the folder for a report of each seed.
    headers: fields that every request carries, as `Name: value`.
    environment: variables for the hooks.
    stubs: the operations that are still to be written, which are left out, as `GET /v1/pets`.
    lists_missing: what was not reached is listed.
    """

    document: Path
    url: str
    folder: Path
    reports: Path
    configuration: Path = CONFIGURATION
    max_examples: int = 100
    headers: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    stubs: Sequence[str] = ()
    lists_missing: bool = False


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how long to fuzz, `seeds` and `max_examples`, and what to tell of it: `reach`."""
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1], metavar="N", help="one run for each seed"
    )
    parser.add_argument(
        "--max-examples", type=int, default=100, metavar="N", help="for each operation"
    )
    parser.add_argument(
        "--reach", action="store_true", help="list the keywords and responses that were not reached"
    )


def fuzz(target: Target, seed: int) -> bool:
    """Run once, and say whether the run proves that nothing was found.

    Raises:
        FuzzError: there was no run.
    """
    expected = Expected.of(target.document, target.max_examples, target.stubs)
    if expected.stubs:
        print(f"fuzz: {_stubs(expected)}", flush=True)
    if not expected.operations:
        return True
    print(
        f"fuzz: seed {seed}, {expected.operations} operations, {target.max_examples} examples each",
        flush=True,
    )
    report, answers = _report(target, seed, expected)
    lacking = shortfalls(report, answers, expected)
    cases, seconds = report["test_cases"]["generated"], report["running_time"]
    if lacking:
        print(f"fuzz: not clean after {cases} cases in {seconds:.0f} s")
        for line in lacking:
            print(f"  {line}")
    else:
        phases = ", ".join(name for name in PHASES if report["phases"][name]["status"] == "success")
        print(f"fuzz: 0 findings, 0 warnings; {cases} cases in {seconds:.0f} s, phases {phases}")
    _tell_reach(target, seed, expected)
    return not lacking


def _tell_reach(target: Target, seed: int, expected: Expected) -> None:
    """Say what the run reached of the document, and write it beside the report."""
    document = json.loads(target.document.read_bytes())
    reach = Reach(document, expected.labels, urlsplit(target.url).path)
    report = target.reports / f"seed-{seed}.json"
    with report.with_suffix(_EXCHANGES).open(encoding="utf-8") as lines:
        for exchange in exchanges(lines):
            reach.add(exchange)
    written = json.dumps(as_json(reach.operations), indent=1)
    report.with_suffix(".reach.json").write_text(f"{written}\n", encoding="utf-8")
    print(f"fuzz: {summary(reach.operations)}")
    for line in missing(reach.operations) if target.lists_missing else ():
        print(f"  {line}")


def _stubs(expected: Expected) -> str:
    """Say which operations are left out; a run without any proves nothing, and says so."""
    names = ", ".join(expected.stubs)
    if not expected.operations:
        return f"all {len(expected.stubs)} operations are stubs, so there is nothing to fuzz yet"
    return f"{len(expected.stubs)} operations are stubs and left out: {names}"


def command(document: Path, url: str, configuration: Path, report: Path) -> tuple[str, ...]:
    """Return the process that fuzzes; it writes `report`, unless it could not begin.

    Beside it: every exchange, for the judge, as NDJSON; and for people and CI an HTML report in a
    folder of its name, and JUnit's XML.
    """
    return (
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration)),
        *("run", str(document), "--url", url),
        *("--report", "json,ndjson,junit,html", "--report-json-path", str(report)),
        *("--report-ndjson-path", str(report.with_suffix(_EXCHANGES))),
        *("--report-junit-path", str(report.with_suffix(".xml"))),
        *("--report-html-path", str(report.with_suffix(""))),
    )


def _report(target: Target, seed: int, expected: Expected) -> tuple[Report, Answers]:
    """Run schemathesis and return what it reports; its own output goes to the terminal."""
    url = target.url.rstrip("/") + expected.base
    target.reports.mkdir(parents=True, exist_ok=True)
    report = target.reports / f"seed-{seed}.json"
    report.unlink(missing_ok=True)
    subprocess.run(
        [
            *command(target.document, url, target.configuration, report),
            *("--seed", str(seed), "--max-examples", str(target.max_examples)),
            *(f"--header={each}" for each in target.headers),
            *(f"--exclude-name={each}" for each in expected.stubs),
        ],
        cwd=target.folder,
        env=os.environ | target.environment,
        check=False,  # the report decides, not the exit code
    )
    if not report.exists():
        raise FuzzError("fuzz: schemathesis wrote no report; its message is above")
    with report.with_suffix(_EXCHANGES).open(encoding="utf-8") as exchanges:
        return json.loads(report.read_bytes()), read_answers(exchanges)
