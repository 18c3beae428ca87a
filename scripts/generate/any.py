"""`python -m scripts.generate.any SPEC OUT`: any OpenAPI document, as OUT/generated/.

The package runs in this project's environment, since it imports `impl.contract`. The exit code
is 1, and OUT stays as it was, when a construct cannot be honoured: each has its line on stderr.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from scripts.generate.emit import Package, emit
from scripts.generate.folders import replace_folder
from scripts.generate.load import Loaded, load
from scripts.generate.plan import identifier
from scripts.generate.process import ToolFailed
from scripts.generate.refusals import Refusal, Refused


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _arguments(argv)
    start = perf_counter()
    try:
        loaded = load(arguments.spec, allow_remote=arguments.allow_remote)
    except Refused as refused:
        _print(refused.refusals)
        _write_report(arguments.report, None, refused.refusals)
        return 1
    _print(loaded.refusals)
    _write_report(arguments.report, loaded, loaded.refusals)
    if loaded.refusals and not arguments.allow_unsupported:
        return 1
    try:
        _generate(loaded, arguments.spec.name, arguments.out / "generated")
    except ToolFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    count, seconds = len(loaded.api.operations), perf_counter() - start
    print(f"{arguments.out / 'generated'}: {count} operations ({seconds:.1f} s)", file=sys.stderr)
    return 0


def _generate(loaded: Loaded, source: str, target: Path) -> None:
    with TemporaryDirectory(prefix="generate-") as folder:
        fresh = Path(folder) / "generated"
        emit(Package(loaded.api, loaded.overlay, source), fresh)
        replace_folder(fresh, target)


def _print(refusals: Sequence[Refusal]) -> None:
    for refusal in refusals:
        print(refusal, file=sys.stderr)


def _write_report(path: Path | None, loaded: Loaded | None, refusals: Sequence[Refusal]) -> None:
    """JSON: `operations`, each honoured or refused with codes, and all `refusals`."""
    if path is None:
        return
    operations = loaded.api.operations if loaded else ()
    report: dict[str, Any] = {
        "operations": [
            {
                "id": identifier(operation),
                "method": operation.method.upper(),
                "path": operation.path,
                "line": operation.location.line,
                "honoured": not operation.refused,
                "refused": list(operation.refused),
            }
            for operation in operations
        ],
        "refusals": [
            {
                "code": refusal.code,
                "file": refusal.location.file,
                "line": refusal.location.line,
                "column": refusal.location.column,
                "pointer": refusal.pointer,
                "reason": refusal.reason,
                "cure": refusal.cure,
            }
            for refusal in refusals
        ],
    }
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="generate.any", description=__doc__)
    parser.add_argument("spec", type=Path, metavar="SPEC")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--report", type=Path, help="write what was honoured and refused as JSON")
    parser.add_argument(
        "--allow-unsupported",
        action="store_true",
        help="generate all the same; refused operations answer 501",
    )
    parser.add_argument("--allow-remote", action="store_true", help="follow $ref to other machines")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
