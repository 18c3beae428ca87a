"""`task test:fuzz`: schemathesis against the running service, and a verdict on its report."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from exactapi.fuzz.judge import Report, shortfalls
from exactapi.schemas.operations import served_operations

from scripts.fuzz.service import RunningService, running_service

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "generated" / "openapi.json"
CONFIGURATION = ROOT / "tests" / "contract" / "schemathesis.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    operations = _count_operations(CONTRACT)
    failed = False
    for seed in options.seeds:
        print(f"fuzz: seed {seed}, {operations} operations, {options.max_examples} examples each")
        with running_service() as service:
            report = _fuzz(service, seed, options.max_examples)
        missing = shortfalls(report, operations)
        _print_verdict(report, missing)
        failed = failed or bool(missing)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="task test:fuzz --", description=__doc__)
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1], metavar="N", help="one run per seed"
    )
    parser.add_argument("--max-examples", type=int, default=100, metavar="N")
    return parser


def _fuzz(service: RunningService, seed: int, max_examples: int) -> Report:
    """Run schemathesis on a fresh service; its own output goes to the terminal."""
    reports = ROOT / "reports" / "fuzz"
    reports.mkdir(parents=True, exist_ok=True)
    report = reports / f"seed-{seed}.json"
    report.unlink(missing_ok=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(CONFIGURATION)),
            *("run", str(CONTRACT), "--url", service.url),
            *("--seed", str(seed), "--max-examples", str(max_examples)),
            *("--report", "json", "--report-json-path", str(report)),
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "FUZZ_URL": service.url,
            "FUZZ_IDENTITIES": str(service.identities),
            "FUZZ_IDS": " ".join(service.ids),
            "FUZZ_CURSOR_SECRET": service.cursor_secret,
        },
        check=False,  # the report decides, not the exit code
    )
    if not report.exists():
        raise SystemExit("fuzz: schemathesis wrote no report; its message is above")
    loaded: Report = json.loads(report.read_bytes())
    return loaded


def _count_operations(contract: Path) -> int:
    return sum(1 for _ in served_operations(json.loads(contract.read_bytes())))


def _print_verdict(report: Report, missing: list[str]) -> None:
    cases = report["test_cases"]["generated"]
    seconds = report["running_time"]
    if missing:
        print(f"fuzz: not clean after {cases} cases in {seconds:.0f} s")
        for line in missing:
            print(f"  {line}")
    else:
        print(f"fuzz: 0 findings, 0 warnings; {cases} cases in {seconds:.0f} s, all phases")


if __name__ == "__main__":
    sys.exit(main())
