"""Hold an OpenAPI document to the house rules, and say why they are there; change nothing.

It says all that `exactapi check` says of the document itself, and more: what can be served, but
would be regretted, such as a text without an end or an operation that any token may call. The
rules are in docs/lint.md.

A finding is waived in pyproject.toml, with a reason; `*` stands for any text:

    [[tool.exactapi.lint-waivers]]
    code = "scope-missing"
    at = "paths./sessions*"
    reason = "Whoever is logged in may log out."

The exit code is 1 when there is a finding that nothing waives, or a waiver that nothing needs.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from exactapi.generate.load import load
from exactapi.generate.options import add_source_options
from exactapi.generate.refusals.refusals import RefusedError
from exactapi.lint.report import Report
from exactapi.project.settings import Project


def main(argv: Sequence[str]) -> int:
    arguments = _arguments(argv)
    project = Project.find()
    is_own = arguments.spec is None
    spec = project.find_document() if is_own else arguments.spec
    try:
        loaded = load(spec, root=arguments.root, allow_remote=arguments.allow_remote)
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return 1
    report = Report.of(loaded, project.lint_waivers if is_own else ())
    for line in report.lines():
        print(line, file=sys.stderr)
    return 1 if report.is_bad else 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="exactapi lint",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("spec", type=Path, nargs="?", metavar="SPEC", help="another document")
    add_source_options(parser)
    return parser.parse_args(argv)
