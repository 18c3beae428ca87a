"""Fuzz a running service against its document with schemathesis, and judge the report.

The exit code is 0 only when the run proves something: every operation was tested, in every phase
that it has something for, with enough cases, and nothing was found. The configuration, hooks
included, is `fuzz-configuration` of [tool.exactapi], or one with every check and every phase.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from exactapi.fuzz.document import FuzzError
from exactapi.fuzz.run import CONFIGURATION, Target, add_options, fuzz
from exactapi.generate.scaffold.handlers import UnreadableHandlersError, compare
from exactapi.generate.scaffold.protocols import protocols
from exactapi.project.settings import Project


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    project = Project.find()
    ours = project.fuzz_configuration
    target = Target(
        document=(options.spec or project.root / project.output / "openapi.json").absolute(),
        url=options.url,
        folder=project.root,
        configuration=options.config or (project.root / ours if ours else CONFIGURATION),
        reports=project.root / project.fuzz_reports,
        max_examples=options.max_examples,
        headers=options.header,
        lists_missing=options.reach,
    )
    stubs = [] if options.spec else _stubs(project)
    if stubs:
        names = ", ".join(stubs)
        print(f"fuzz: {len(stubs)} operations are stubs, and 501 counts as a finding: {names}")
    try:
        clean = [fuzz(target, seed) for seed in options.seeds]
    except FuzzError as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0 if all(clean) else 1


def _stubs(project: Project) -> list[str]:
    """Return the operations of the project that are still stubs."""
    try:
        return [
            handler.name
            for protocol in protocols(project.root / project.output, project.output_package)
            for handler in compare(protocol, project)
            if handler.state in ("stub", "missing")
        ]
    except UnreadableHandlersError:
        return []  # the service says so itself


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="exactapi fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("url", metavar="URL", help="where the service is: http://localhost:8000")
    parser.add_argument(
        "--spec", type=Path, help="another document in JSON than that of the generated package"
    )
    parser.add_argument("--config", type=Path, help="another configuration of schemathesis")
    parser.add_argument(
        "-H",
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="a field of every request, for example an Authorization",
    )
    add_options(parser)
    return parser.parse_args(argv)
