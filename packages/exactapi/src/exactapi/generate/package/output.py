"""Decides where a package and a report may be written, before the work begins."""

import os
from pathlib import Path

from exactapi.errors import ExactAPIError
from exactapi.generate.package.folders import replace_folder


class OutputRefusedError(ExactAPIError):
    """The place, the reason and the cure, in words for people."""


def check_package(target: Path, marker: str = "openapi.json") -> None:
    """See that `target` can be made, or replaced without the loss of anything else.

    `marker` is a file by which one that was generated is known.

    Raises:
        OutputRefusedError: it cannot.
    """
    _check_folder(target)
    is_foreign = target.exists() and any(target.iterdir())
    if is_foreign and not (target / marker).is_file():
        reason = "holds files that were not generated, and would be replaced"
        raise OutputRefusedError(f"{target}: {reason}; move them, or choose another folder")


def write_package(fresh: Path, target: Path, *, keep: str = "") -> None:
    """Put a copy of `fresh` where `target` is; `keep` is a folder in it that stays.

    Raises:
        OutputRefusedError: the machine does not let it.
    """
    try:
        replace_folder(fresh, target, keep=keep)
    except OSError as error:
        reason = f"cannot be written ({(error.strerror or str(error)).lower()})"
        raise OutputRefusedError(f"{target}: {reason}; choose another folder") from error


def check_file(path: Path) -> None:
    """See that a file can be written.

    Raises:
        OutputRefusedError: it cannot.
    """
    if path.is_dir():
        raise OutputRefusedError(f"{path}: is a folder; name a file")
    if not path.parent.is_dir():
        raise OutputRefusedError(f"{path.parent}: is no folder; make it, or choose another one")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise OutputRefusedError(
            f"{path}: may not be written; change its permissions, or choose another"
        )


def _check_folder(target: Path) -> None:
    """The folder, or the nearest one above it that there is, can be written."""
    there = next(each for each in (target, *target.absolute().parents) if os.path.lexists(each))
    if not there.is_dir():
        raise OutputRefusedError(f"{there}: is no folder; choose another one")
    if not os.access(there, os.W_OK | os.X_OK):
        reason = "may not be written"
        raise OutputRefusedError(
            f"{there}: {reason}; change its permissions, or choose another folder"
        )
