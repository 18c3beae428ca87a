"""`python -m scripts.corpus.fuzz`: schemathesis against the mocks of many documents.

A finding is a difference between what a document says and what its mock does. What is left out
stands in the exclusions.toml of the library's tests with its reason. Output is kept under
reports/mocks/, and `--table` writes docs/mocks.md out of all that lies there.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from exactapi.fuzz.run import command

from scripts.corpus.mocks_report import Verdict, markdown
from scripts.corpus.mocks_verdict import judged
from scripts.corpus.target import target
from scripts.dev.child import Child

_ROOT = Path(__file__).parents[2]
_REPORTS = _ROOT / "reports" / "mocks"
_TESTS = _ROOT / "packages/exactapi/tests/mock/fuzz"
_TABLE = _ROOT / "docs" / "mocks.md"
_TIMEOUT = 3600.0
_LISTENING = re.compile(r"operations on (http://\S+)/$", re.MULTILINE)


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    folder = Path(os.environ.get("SPEC_CORPUS", _ROOT.parent / "shared" / "specs"))
    specs = [path for name in options.only for path in sorted(folder.glob(f"*{name}*"))]
    if not options.only and not options.spec:
        specs = sorted(path for path in folder.glob("*") if path.is_file())
        specs += sorted(_ROOT.glob("packages/exactapi/tests/generator/cases/torture*/openapi.yaml"))
    specs += [Path(each).resolve() for each in options.spec]
    if not specs:
        print(f"mocks: skipped, no such documents in {folder} (set SPEC_CORPUS)", file=sys.stderr)
        return 0
    _REPORTS.mkdir(parents=True, exist_ok=True)
    fuzz = partial(_fuzzed, seed=options.seed, max_examples=options.max_examples)
    verdicts = []
    with ThreadPoolExecutor(options.at_once) as pool:
        running = [pool.submit(fuzz, spec) for spec in dict.fromkeys(specs)]
        for number, done in enumerate(as_completed(running), start=1):
            verdict = done.result()
            verdicts.append(verdict)
            _tell(number, len(running), verdict)
    if options.table:
        found = (json.loads(path.read_bytes()) for path in _REPORTS.glob("*.verdict.json"))
        kept = [Verdict(**each) for each in found if each["max_examples"] == options.max_examples]
        _TABLE.write_text(markdown(kept), encoding="utf-8")
    clean = sum(not verdict.findings for verdict in verdicts)
    print(f"mocks: {clean} of {len(verdicts)} documents without a finding")
    return 0 if clean == len(verdicts) else 1


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/task test:mocks", description=__doc__)
    parser.add_argument("only", nargs="*", help="parts of file names in the corpus")
    parser.add_argument("--spec", action="append", default=[], help="another document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-examples", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=2, help="documents side by side")
    parser.add_argument("--table", action="store_true", help="write docs/mocks.md")
    return parser.parse_args(argv)


def _tell(number: int, total: int, verdict: Verdict) -> None:
    print(
        f"  {number}/{total} {verdict.document}: {len(verdict.findings)} findings,"
        f" {verdict.cases} cases in {verdict.seconds:.0f} s",
        flush=True,
    )
    for finding in verdict.findings:
        print(f"    {finding}", flush=True)


def _fuzzed(spec: Path, *, seed: int, max_examples: int) -> Verdict:
    name = f"{spec.parent.name}-{spec.name}"
    document = str(spec.relative_to(_ROOT)) if spec.is_relative_to(_ROOT) else spec.name
    try:
        report = _report(spec, name, seed, max_examples)
        log = (_REPORTS / f"{name}.log").read_text(encoding="utf-8") if report else ""
        verdict = judged(document, max_examples, report, log)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        verdict = Verdict(document, max_examples, findings=[str(error)])
    kept = _REPORTS / f"{name}.verdict.json"
    kept.write_text(json.dumps(verdict._asdict()), encoding="utf-8")
    return verdict


def _report(spec: Path, name: str, seed: int, max_examples: int) -> dict[str, Any] | None:
    """Return what schemathesis reports of a running mock; None where the document has no operation.

    Raises:
        RuntimeError: the mock did not start, or there is no report.
        TimeoutExpired: it takes too long.
    """
    report = _REPORTS / f"{name}.report.json"
    report.unlink(missing_ok=True)
    with _mock(spec, _REPORTS / f"{name}.mock.log") as (url, document):
        aimed = target(document)
        if not aimed["paths"]:
            return None
        aim = _REPORTS / f"{name}.openapi.json"
        aim.write_text(json.dumps(aimed), encoding="utf-8")
        with (_REPORTS / f"{name}.log").open("w", encoding="utf-8") as log:
            subprocess.run(
                [
                    *command(aim, url, _TESTS / "schemathesis.toml", report),
                    *("--seed", str(seed), "--max-examples", str(max_examples)),
                ],
                cwd=_ROOT,
                env=os.environ | {"COLUMNS": "200"},  # the names of operations stay whole
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=_TIMEOUT,
                check=False,  # the report decides, not the exit code
            )
    if not report.exists():
        raise RuntimeError(f"no report; see {name}.log")
    found: dict[str, Any] = json.loads(report.read_bytes())
    return found


@contextmanager
def _mock(spec: Path, log: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """A running mock: its URL and its document."""
    log.unlink(missing_ok=True)
    child = Child(
        [sys.executable, "-m", "exactapi", "mock", spec, "--port", "0"], folder=_ROOT, log=log
    )
    try:
        url = _url(child, log)
        with urllib.request.urlopen(f"{url}/openapi.json") as response:  # noqa: S310  ours
            document = json.load(response)
        yield url, document
    finally:
        child.stop()


def _url(child: Child, log: Path) -> str:
    """Return where a mock says that it listens.

    Raises:
        RuntimeError: it ended before.
    """
    while True:
        has_ended = child.poll() is not None
        if found := _LISTENING.search(log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        if has_ended:
            raise RuntimeError(f"the mock did not start; see {log.name}")
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
