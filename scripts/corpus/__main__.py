"""`python -m scripts.corpus`: does every document generate, import, boot, and serve itself?

The documents are those of SPEC_CORPUS (a folder), by default the one beside the repository.
Writes docs/corpus.md and exits with 1 where anything is missing.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.corpus.document import Result
from scripts.corpus.report import markdown

_ROOT = Path(__file__).parents[2]
_AT_ONCE = 2
_TIMEOUT = 600.0
"""Seconds for one document."""


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    folder = Path(os.environ.get("SPEC_CORPUS", _ROOT.parent / "shared" / "specs"))
    specs = sorted(path for path in folder.glob("*") if path.suffix in (".json", ".yaml", ".yml"))
    if options.only:
        specs = [path for path in specs if any(part in path.name for part in options.only)]
    if not specs:
        print(f"corpus: skipped, no documents in {folder} (set SPEC_CORPUS)", file=sys.stderr)
        return 0
    results = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for number, result in enumerate(pool.map(_examined, specs), start=1):
            _tell(number, len(specs), result)
            results.append(result)
    if not options.only:
        (_ROOT / "docs" / "corpus.md").write_text(markdown(results), encoding="utf-8")
    return _verdict(results)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/task test:corpus", description=__doc__)
    parser.add_argument("only", nargs="*", help="parts of file names; the table stays as it is")
    return parser.parse_args(argv)


def _examined(spec: Path) -> Result:
    try:
        finished = subprocess.run(
            [sys.executable, "-m", "scripts.corpus.document", str(spec)],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
        result: Result = json.loads(finished.stdout.splitlines()[-1])
    except (subprocess.TimeoutExpired, IndexError, json.JSONDecodeError) as error:
        return Result(
            document=spec.name,
            operations=0,
            refused={},
            seconds=0.0,
            megabytes=0,
            boot_seconds=0.0,
            faults=[f"the process failed: {type(error).__name__}"],
        )
    return result


def _tell(number: int, total: int, result: Result) -> None:
    honoured = result["operations"] - len(result["refused"])
    print(
        f"  {number}/{total} {result['document']}: {honoured} of {result['operations']} operations,"
        f" {result['seconds']} s, {result['megabytes']} MB",
        flush=True,
    )
    for fault in result["faults"]:
        print(f"    {fault}", flush=True)


def _verdict(results: Iterable[Result]) -> int:
    counted = list(results)
    operations = sum(each["operations"] for each in counted)
    refused = sum(len(each["refused"]) for each in counted)
    faulty = [each["document"] for each in counted if each["faults"]]
    print(
        f"corpus: {len(counted) - len(faulty)} of {len(counted)} documents;"
        f" {operations - refused} operations honoured, {refused} refused, of {operations}"
    )
    if faulty:
        print(f"corpus: faults in {', '.join(faulty)}")
    return 1 if faulty or refused > operations / 100 else 0


if __name__ == "__main__":
    sys.exit(main())
