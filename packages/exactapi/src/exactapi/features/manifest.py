"""`features.toml` beside the features: what belongs to each of them outside its own folder."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from exactapi.project.settings import Project, ProjectError

FILE: Final = "features.toml"
_KEYS: Final = ("tags", "files", "requirements")


@dataclass(frozen=True, slots=True)
class Feature:
    """All that belongs to one feature.

    tags: of the operations that it serves; each has a folder of handlers.
    files: files and folders of the project that belong to nothing else.
    requirements: the pinned packages that nothing else needs.
    """

    name: str
    tags: tuple[str, ...]
    files: tuple[str, ...]
    requirements: tuple[str, ...] = ()


def features(project: Project) -> dict[str, Feature]:
    """Return the features of a project by name; none where it has no `features.toml`.

    Raises:
        ProjectError: the file cannot be read, or says what it may not.
    """
    path = project.root / project.handlers / FILE
    return read(path) if path.is_file() else {}


def read(path: Path) -> dict[str, Feature]:
    """Return the features that a file lists.

    Raises:
        ProjectError: the file cannot be read, or says what it may not.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProjectError(f"{path}: cannot be read: {error}") from error
    return {name: _feature(path, name, table) for name, table in tables.items()}


def _feature(path: Path, name: str, table: Any) -> Feature:
    if not isinstance(table, Mapping):
        raise ProjectError(f"{path}: {name!r} must be a table, [{name}]")
    for fault in _faults(table):
        raise ProjectError(f"{path}: [{name}] {fault}")
    return Feature(name, *(tuple(table.get(key, ())) for key in _KEYS))


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key not in _KEYS:
            yield f"there is no key {key!r}; there are {', '.join(_KEYS)}"
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            yield f"{key!r} must be a list of texts"
    for each in table.get("files", ()):
        place = PurePosixPath(each)
        if place.is_absolute() or ".." in place.parts or not place.parts:
            yield f"{each!r} must be a path below the project"
