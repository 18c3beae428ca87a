"""Whether anything has changed since the last run; imports nothing slow."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

_LIBRARY = Path(__file__).parents[2]


def fingerprint(spec: Path, root: Path) -> str:
    """Over the document's folder, the generator, the pins, the output and the handlers."""
    digest = hashlib.sha256()
    for name, path in _files(spec, root):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_unchanged(spec: Path, root: Path) -> bool:
    stored = _stored(root)
    return stored.is_file() and stored.read_text(encoding="utf-8") == fingerprint(spec, root)


def remember(spec: Path, root: Path) -> None:
    stored = _stored(root)
    stored.parent.mkdir(exist_ok=True)
    stored.write_text(fingerprint(spec, root), encoding="utf-8")


def forget(root: Path) -> None:
    _stored(root).unlink(missing_ok=True)


def _stored(root: Path) -> Path:
    """Not under generated/: it says something about this machine's last run."""
    return root / ".task" / "generate.sha256"


def _files(spec: Path, root: Path) -> Iterator[tuple[str, Path]]:
    places = (
        ("spec", spec.parent, "*"),
        ("library", _LIBRARY, "*"),
        ("generated", root / "generated", "*"),
        ("features", root / "impl" / "features", "handlers.py"),
        ("requirements", root / "requirements", "*.txt"),
    )
    for place, folder, pattern in places:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{place}/{path.relative_to(folder).as_posix()}", path
    if (root / "pyproject.toml").is_file():
        yield "pyproject.toml", root / "pyproject.toml"
    yield "document", spec
