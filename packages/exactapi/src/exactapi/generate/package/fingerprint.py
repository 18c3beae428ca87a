"""Tells whether anything has changed since the last run; imports nothing slow."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from exactapi.project.settings import CLIENTS, Project

_LIBRARY: Final = Path(__file__).parents[2]
_TOOLS: Final = ("datamodel-code-generator", "libcst", "ruff")
"""The tools that write with us; fastapi-code-generator is pinned in the library itself."""
_IGNORED: Final = frozenset({"__pycache__", "node_modules"})
_STATE: Final = ".exactapi"
GENERATE: Final = "generate"
"""The run that writes the service's package; an SDK's is called by its language."""


def is_unchanged(spec: Path, project: Project, of: str = GENERATE) -> bool:
    """Return whether a run over this document would write what is there already."""
    try:
        known = json.loads(_stored(project, of).read_bytes())
        files = known["files"]
        is_same = files[0] == _name(spec.resolve(), project)
        return is_same and bool(known["digest"] == _digest(files, project, of))
    except (OSError, ValueError, LookupError, TypeError):  # never ran, or a file is gone
        return False


def remember(files: Sequence[str], project: Project, of: str = GENERATE) -> None:
    """Keep what a run has read and written; `files` are the absolute paths of the document's."""
    names = [_name(Path(file), project) for file in files]
    known = {"files": names, "digest": _digest(names, project, of)}
    (state_folder(project) / f"{of}.json").write_text(json.dumps(known), encoding="utf-8")


def forget(project: Project, of: str = GENERATE) -> None:
    _stored(project, of).unlink(missing_ok=True)


def state_folder(project: Project) -> Path:
    """Return the folder for what concerns this machine's last run, which git ignores."""
    folder = project.root / _STATE
    if not folder.exists():
        folder.mkdir()
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


def _stored(project: Project, of: str) -> Path:
    return project.root / _STATE / f"{of}.json"


def _name(path: Path, project: Project) -> str:
    """From the root, so that a copy of the whole project is the same."""
    return os.path.relpath(path, project.root.resolve())


def _digest(names: Sequence[str], project: Project, of: str) -> str:
    """Over the document's files, the library, its tools, the output and the handlers."""
    digest = hashlib.sha256(repr([(tool, version(tool)) for tool in _TOOLS]).encode())
    document = ((name, project.root / name) for name in names)
    for name, path in (*document, *_files(project, of)):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(project: Project, of: str) -> Iterator[tuple[str, Path]]:
    output = project.root / project.output
    places = [("library", _LIBRARY, "*")]
    if of == GENERATE:
        places.append(("generated", output, "*"))
        places.append(("handlers", project.root / project.handlers, "handlers.py"))
    else:
        places.append(("client", project.root / project.client(of), "*"))
    for place, folder, pattern in places:
        for path in sorted(folder.rglob(pattern)):
            is_client = folder == output and path.is_relative_to(output / CLIENTS)
            if path.is_file() and not is_client and not _IGNORED.intersection(path.parts):
                yield f"{place}/{path.relative_to(folder).as_posix()}", path
    for name, path in (
        ("routers", project.root / project.routers),
        ("pyproject.toml", project.root / "pyproject.toml"),
    ):
        if path.is_file():
            yield name, path
