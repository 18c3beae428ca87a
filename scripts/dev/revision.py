"""What a migration is for, as `task revision` is told it."""

import argparse
import sys
from collections.abc import Sequence


def message(arguments: Sequence[str]) -> str:
    """Return what the migration is for, asking for it on a terminal alone."""
    parser = argparse.ArgumentParser(
        prog="./scripts/task revision",
        description="Write a migration from the difference between the tables and the database.",
    )
    parser.add_argument("words", nargs="*", help="what it does: add nicknames")
    parser.add_argument("-m", "--message", default="", help="the same, as Alembic has it")
    options = parser.parse_args(arguments)
    said = " ".join([*filter(None, [options.message]), *options.words]).strip()
    if not said and sys.stdin.isatty():
        said = input("What does this migration do? ").strip()
    if not said:
        parser.error('a migration needs a message: ./scripts/task revision "add nicknames"')
    return said
