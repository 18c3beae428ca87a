"""Whether anything has changed since the last run; imports nothing slow."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_STORED = _ROOT / ".task" / "generate.sha256"
"""Not under generated/: it says something about this machine's last run."""


def fingerprint(spec: Path) -> str:
    """Over the document's folder, the generator, the pins, the output and the handlers."""
    digest = hashlib.sha256()
    for path in _files(spec):
        content = path.read_bytes()
        name = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else path
        digest.update(f"{name.as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_unchanged(spec: Path) -> bool:
    return _STORED.is_file() and _STORED.read_text(encoding="utf-8") == fingerprint(spec)


def remember(spec: Path) -> None:
    _STORED.parent.mkdir(exist_ok=True)
    _STORED.write_text(fingerprint(spec), encoding="utf-8")


def forget() -> None:
    _STORED.unlink(missing_ok=True)


def _files(spec: Path) -> Iterator[Path]:
    places = (
        (spec.parent, "*"),
        (_ROOT / "scripts/generate", "*"),
        (_ROOT / "generated", "*"),
        (_ROOT / "impl/features", "handlers.py"),
        (_ROOT / "requirements", "*.txt"),
    )
    for folder, pattern in places:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield _ROOT / "pyproject.toml"
