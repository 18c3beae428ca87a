"""The options for where a document's files may come from, the same for every command."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Sources:
    """`$ref` is followed to files below `root`, by default the document's folder.

    To other machines only where `allow_remote`.
    """

    root: Path | None = None
    allow_remote: bool = False

    def options(self) -> Iterator[str]:
        """For the command line of another process."""
        if self.root is not None:
            yield f"--root={self.root}"
        if self.allow_remote:
            yield "--allow-remote"


ONE_FOLDER: Final = Sources()


def add_source_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        help="follow $ref to files below DIR (default: the document's folder)",
    )
    parser.add_argument("--allow-remote", action="store_true", help="follow $ref to other machines")


def sources(arguments: argparse.Namespace) -> Sources:
    """Return the values of the options that `add_source_options` adds."""
    return Sources(arguments.root, arguments.allow_remote)
