"""Write all that follows from the OpenAPI document: the generated package and handlers' stubs.

Document and folders are those of [tool.exactapi] in the nearest pyproject.toml; by default
openapi/openapi.yaml (.yml, .json), generated/ and impl/features/. With SPEC and OUT it takes any
document, and writes the package alone, as OUT/generated/.

The exit code is 1, and nothing is changed, when the document cannot be honoured: each reason has
its line.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from exactapi.generate.options import ONE_FOLDER, add_source_options, sources
from exactapi.generate.package.fingerprint import is_unchanged
from exactapi.project.settings import Project


def main(argv: Sequence[str]) -> int:
    arguments = _arguments(argv)
    return _elsewhere(arguments) if arguments.out else _in_project(arguments)


def _in_project(arguments: argparse.Namespace) -> int:
    start = perf_counter()
    project = Project.find()
    spec = arguments.spec or project.find_document()
    given = sources(arguments)
    is_forced = arguments.check or arguments.force or given != ONE_FOLDER
    if not is_forced and is_unchanged(spec, project):
        output = project.output.as_posix()
        print(f"{output}/ is up to date: nothing changed", file=sys.stderr)
        return 0
    # Slow to import, and not needed where nothing changed.
    from exactapi.generate.pipeline import GenerateError, check, generate  # noqa: PLC0415

    try:
        if arguments.check:
            return told(check(spec, project, given))
        summary = generate(spec, project, given)
    except GenerateError as failed:
        print(failed, file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    print(f"{summary} ({perf_counter() - start:.1f} s)", file=sys.stderr)
    return 0


def told(differences: list[str], command: str = "generate") -> int:
    """Say what is out of date, and which command renews it; return the exit code."""
    for line in differences:
        print(line, file=sys.stderr)
    if differences:
        print(f"Run `exactapi {command}` and commit what it writes.", file=sys.stderr)
    return 1 if differences else 0


def _elsewhere(arguments: argparse.Namespace) -> int:
    from exactapi.generate.package.output import OutputRefusedError, check_file  # noqa: PLC0415
    from exactapi.generate.pipeline import GenerateError, generate_elsewhere  # noqa: PLC0415

    start = perf_counter()
    try:
        if arguments.report:
            check_file(arguments.report)
        summary = generate_elsewhere(arguments.document, arguments.out, _options(arguments))
    except (GenerateError, OutputRefusedError) as failed:
        print(failed, end="\n" if str(failed) else "", file=sys.stderr)
        return 1
    print(f"{summary} ({perf_counter() - start:.1f} s)", file=sys.stderr)
    return 0


def _options(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.report:
        yield f"--report={arguments.report}"
    if arguments.allow_unsupported:
        yield "--allow-unsupported"
    yield from sources(arguments).options()


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="exactapi generate",
        usage="%(prog)s [OPTION ...] [SPEC OUT]",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_source_options(parser)
    ours = parser.add_argument_group("in a project")
    ours.add_argument("--spec", type=Path, help="another document")
    ours.add_argument("--check", action="store_true", help="change nothing; 1 if out of date")
    ours.add_argument("--force", action="store_true", help="run even if nothing changed")
    any_ = parser.add_argument_group("of any document")
    any_.add_argument("document", type=Path, nargs="?", metavar="SPEC")
    any_.add_argument("out", type=Path, nargs="?", metavar="OUT", help="the folder of generated/")
    any_.add_argument("--report", type=Path, help="write what was honoured and refused as JSON")
    any_.add_argument(
        "--allow-unsupported",
        action="store_true",
        help="generate all the same; refused operations answer 501",
    )
    arguments = parser.parse_args(argv)
    if arguments.document and not arguments.out:
        parser.error("OUT is missing; or name another document of this project with --spec")
    if arguments.out and (arguments.spec or arguments.check or arguments.force):
        parser.error("--spec, --check and --force are for a project, not for SPEC OUT")
    if not arguments.out and (arguments.report or arguments.allow_unsupported):
        parser.error("--report and --allow-unsupported are for SPEC OUT")
    return arguments
