"""Check the OpenAPI document, and that what follows from it is up to date; change nothing.

The exit code is 1 when the document cannot be honoured, or when `exactapi generate` would write
something else than is there: each reason has its line. With `strict = true` in [tool.exactapi],
warnings are reasons, too.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from exactapi.cli.generate import told
from exactapi.generate.options import add_source_options, sources
from exactapi.generate.pipeline import GenerateError, check
from exactapi.project.settings import Project


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="exactapi check",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_source_options(parser)
    parser.add_argument("--spec", type=Path, help="another document")
    arguments = parser.parse_args(argv)
    project = Project.find()
    try:
        return told(check(arguments.spec or project.find_document(), project, sources(arguments)))
    except GenerateError as failed:
        print(failed, file=sys.stderr)
        return 1
