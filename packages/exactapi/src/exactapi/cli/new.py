"""Make a service of one's own at PATH, ready to run.

It has PostgreSQL, Redis, migrations, limits, logs and tests, with accounts (register, log in,
sessions, roles), or with --bare nothing but the probes of health: databases and their wiring stay,
accounts with their tables, settings, tests and tools are left out.

The library comes as a wheel in vendor/, so that the service needs nothing from this installation.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from exactapi.new.create import CannotCreateError, Wish, create
from exactapi.new.git import GitError
from exactapi.new.library import NoLibraryError
from exactapi.new.names import InvalidNameError, ServiceName
from exactapi.new.reference import NoReferenceError


def main(argv: Sequence[str]) -> int:
    arguments = _parser().parse_args(argv)
    path: Path = arguments.path
    try:
        name = ServiceName.parse(path.resolve().name if arguments.name is None else arguments.name)
        create(Wish(path, name, arguments.bare, arguments.library), _say)
    except (
        CannotCreateError,
        GitError,
        InvalidNameError,
        NoLibraryError,
        NoReferenceError,
    ) as error:
        print(f"exactapi new: {error}", file=sys.stderr)
        return 1
    print(f"{name.title} is in {path}:\n    cd {shlex.quote(str(path))}\n    ./scripts/task dev")
    return 0


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="exactapi new",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", metavar="PATH", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--name", help="as in 'book-shop'; by default the name of the folder")
    parser.add_argument("--bare", action="store_true", help="health alone, without accounts")
    parser.add_argument(
        "--library",
        type=Path,
        metavar="WHEEL",
        help="a wheel of exactapi, or its sources; by default what this command comes from",
    )
    return parser
