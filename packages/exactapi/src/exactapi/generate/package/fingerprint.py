"""Whether anything has changed since the last run; imports nothing slow."""

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from exactapi.project import Project

_LIBRARY: Final = Path(__file__).parents[2]
_TOOLS: Final = ("datamodel-code-generator", "libcst", "ruff")
"""What writes with us; fastapi-code-generator is pinned in the library itself."""


def fingerprint(spec: Path, project: Project) -> str:
    """Over the document's folder, the generator, its tools, the output and the handlers."""
    digest = hashlib.sha256(repr([(tool, version(tool)) for tool in _TOOLS]).encode())
    for name, path in _files(spec, project):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_unchanged(spec: Path, project: Project) -> bool:
    stored = _stored(project)
    return stored.is_file() and stored.read_text(encoding="utf-8") == fingerprint(spec, project)


def remember(spec: Path, project: Project) -> None:
    stored = _stored(project)
    if not stored.parent.exists():
        stored.parent.mkdir()
        (stored.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    stored.write_text(fingerprint(spec, project), encoding="utf-8")


def forget(project: Project) -> None:
    _stored(project).unlink(missing_ok=True)


def _stored(project: Project) -> Path:
    """Not in the output: it says something about this machine's last run."""
    return project.root / ".exactapi" / "generate.sha256"


def _files(spec: Path, project: Project) -> Iterator[tuple[str, Path]]:
    places = (
        ("spec", spec.parent, "*"),
        ("library", _LIBRARY, "*"),
        ("generated", project.root / project.output, "*"),
        ("handlers", project.root / project.handlers, "handlers.py"),
    )
    for place, folder, pattern in places:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{place}/{path.relative_to(folder).as_posix()}", path
    for name, path in (
        ("routers", project.root / project.routers),
        ("pyproject.toml", project.root / "pyproject.toml"),
    ):
        if path.is_file():
            yield name, path
    yield "document", spec
