"""Reading a document, in a process of its own: its memory is free before the generators run.

`read` is for the parent, which stays small. The process is `python -m exactapi.generate.front`:
it says on stderr what cannot be honoured, and writes the code generators' inputs.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from exactapi.errors import ExactAPIError
from exactapi.generate.options import add_source_options

_SUMMARY: Final = "summary.json"


class DocumentRefusedError(ExactAPIError):
    """The message is what the process said, unless that went to stderr."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of operations and modules in a document, and its files."""

    operations: int
    modules: int
    files: list[str]


def read(
    spec: Path, source: str, handlers: Path, work: Path, *options: str, quiet: bool = False
) -> Summary:
    """Fill `work` for `build`; headers will name the document `source`, and the handlers' folder.

    `options` are others of the process; it refuses on stderr, or in the exception where `quiet`.

    Raises:
        DocumentRefusedError: something cannot be honoured, and `--allow-unsupported` is not given.
    """
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", __name__, str(spec), str(work)),
            *("--source", source, "--handlers", str(handlers), *options),
        ],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stderr=subprocess.PIPE if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode < 0:
        raise DocumentRefusedError(f"reading {spec} was ended by signal {-done.returncode}")
    if done.returncode:
        raise DocumentRefusedError((done.stderr or "").strip())
    print(done.stderr or "", end="", file=sys.stderr)  # warnings
    return Summary(**json.loads((work / _SUMMARY).read_text(encoding="utf-8")))


def main() -> int:
    # Slow to import, and never in the parent.
    from exactapi.generate.load import load  # noqa: PLC0415
    from exactapi.generate.package.emit import Package, write_inputs  # noqa: PLC0415
    from exactapi.generate.refusals.refusals import RefusedError, warned  # noqa: PLC0415
    from exactapi.generate.report import write_report  # noqa: PLC0415

    arguments = _arguments()
    gc.disable()  # next to nothing is garbage before the process ends
    loaded = None
    try:
        loaded = load(arguments.spec, root=arguments.root, allow_remote=arguments.allow_remote)
        refusals = loaded.refusals
    except RefusedError as refused:
        refusals = refused.refusals
    warnings = loaded.warnings if loaded else ()
    if arguments.strict:
        refusals, warnings = (*refusals, *warnings), ()
    for line in (*refusals, *warned(warnings)):
        print(line, file=sys.stderr)
    if arguments.report:
        write_report(arguments.report, loaded, refusals)
    if loaded is None or (refusals and not arguments.allow_unsupported):
        return 1
    package = Package(loaded.api, loaded.overlay, arguments.source, arguments.handlers)
    write_inputs(package, arguments.work)
    summary = Summary(len(loaded.api.operations), len(package.modules), [*loaded.files])
    (arguments.work / _SUMMARY).write_text(json.dumps(asdict(summary)), encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="generate.front", description=__doc__)
    parser.add_argument("spec", type=Path, metavar="SPEC")
    parser.add_argument("work", type=Path, metavar="WORK")
    parser.add_argument("--source", required=True)
    parser.add_argument("--handlers", type=Path, required=True)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--allow-unsupported", action="store_true")
    parser.add_argument("--strict", action="store_true", help="warnings are refusals")
    add_source_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
