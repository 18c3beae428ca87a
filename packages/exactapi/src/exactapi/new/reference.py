"""The place of the reference service: the wheel, or the checkout that this is installed from."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from exactapi.errors import ExactAPIError
from exactapi.features.manifest import FILE, read

LIBRARY: Final = "library"
"""The feature that a service of one's own does not get: the library and its surroundings."""

_CARRIED: Final = Path(__file__).parent / "service"
_MANIFEST: Final = Path("impl/features") / FILE


class NoReferenceError(ExactAPIError):
    """The reference service is not there; the message is one line."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The root of the reference service, and its files below it; `checkout` is a repository's."""

    root: Path
    files: Sequence[Path]
    checkout: Path | None = None


def reference() -> Reference:
    """Return the reference service of this installation.

    Raises:
        NoReferenceError: neither the wheel nor a checkout has it.
    """
    if (_CARRIED / _MANIFEST).is_file():
        files = [each for each in _CARRIED.rglob("*") if each.is_file()]
        names = [each.relative_to(_CARRIED) for each in files if "__pycache__" not in each.parts]
        return Reference(_CARRIED, sorted(names))
    for folder in Path(__file__).parents:
        if (folder / _MANIFEST).is_file():
            return Reference(folder, carried(folder), folder)
    raise NoReferenceError(
        "this installation of exactapi has no reference service; install its wheel"
    )


def carried(root: Path) -> list[Path]:
    """Return the files of a checkout that belong to the service: tracked, and not the library's."""
    listed = subprocess.run(  # noqa: S603  nothing here comes from outside
        ["git", "-C", str(root), "ls-files", "-z"],  # noqa: S607  git is found as everywhere
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = [Path(name) for name in listed.split("\0") if name]
    gone = [Path(name) for name in read(root / _MANIFEST)[LIBRARY].files]
    return [name for name in names if (root / name).is_file() and not _is_below(name, gone)]


def _is_below(name: Path, folders: Sequence[Path]) -> bool:
    return any(name == each or each in name.parents for each in folders)
