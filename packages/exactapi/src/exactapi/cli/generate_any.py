"""`python -m exactapi.cli.generate_any SPEC OUT`: any OpenAPI document, as OUT/generated/.

The package runs in this project's environment, since it imports `exactapi`. The exit code
is 1, and OUT stays as it was, when a construct cannot be honoured: each has its line on stderr.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from exactapi.generate.front import DocumentRefused, read
from exactapi.generate.options import add_source_options, sources
from exactapi.generate.package.build import build
from exactapi.generate.package.output import OutputRefused, check_file, check_package, write_package
from exactapi.generate.package.process import ToolFailed


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _arguments(argv)
    start = perf_counter()
    target = arguments.out / "generated"
    with TemporaryDirectory(prefix="generate-") as folder:
        work, fresh = Path(folder) / "work", Path(folder) / "generated"
        work.mkdir()
        try:
            check_package(target)
            if arguments.report:
                check_file(arguments.report)
            summary = read(arguments.spec, arguments.spec.name, work, *_options(arguments))
            build(work, fresh)
            write_package(fresh, target)
        except (DocumentRefused, OutputRefused, ToolFailed) as failed:
            print(failed, end="\n" if str(failed) else "", file=sys.stderr)
            return 1
    seconds = perf_counter() - start
    print(f"{target}: {summary.operations} operations ({seconds:.1f} s)", file=sys.stderr)
    return 0


def _options(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.report:
        yield f"--report={arguments.report}"
    if arguments.allow_unsupported:
        yield "--allow-unsupported"
    yield from sources(arguments).options()


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
    add_source_options(parser)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
