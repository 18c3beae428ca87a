"""When migrations go, the others follow the nearest one that stays."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

_REVISION: Final = re.compile(r"^revision\b[^=\n]*= *['\"](\w+)['\"]", re.MULTILINE)
_DOWN_REVISION: Final = re.compile(
    r"^(down_revision\b[^=\n]*= *)(None|['\"]\w+['\"])", re.MULTILINE
)

_FIRST: Final = Path("0001_beginning.py")
_TEXT: Final = '''\
"""The beginning: a database without tables."""

from collections.abc import Sequence

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nothing to do yet: `task revision` writes what follows."""


def downgrade() -> None:
    """Nothing to undo."""
'''
"""The service wants a migrated database, so there is always one migration."""


def migrations_without(
    root: Path, removed: Collection[Path], staying: Iterable[Path]
) -> dict[Path, str]:
    """Return the new text of migrations, by their paths; the first one is made if none is left."""
    gone = dict(_migrations(root, (each for folder in removed for each in _files(root, folder))))
    if not gone:
        return {}
    links = dict(_links(gone.values()))
    left = dict(_migrations(root, staying))
    if not left:
        return {next(iter(gone)).with_name(_FIRST.name): _TEXT}
    found = {}
    for path, text in left.items():
        down = _DOWN_REVISION.search(text)
        if down and (before := _bare(down[2])) in links:
            while before in links:
                before = links[before]
            written = "None" if before == "None" else f'"{before}"'
            found[path] = text[: down.start()] + down[1] + written + text[down.end() :]
    return found


def _migrations(root: Path, paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.suffix == ".py" and "versions" in path.parts:
            text = (root / path).read_text(encoding="utf-8")
            if _REVISION.search(text) and _DOWN_REVISION.search(text):
                yield path, text


def _links(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each revision with the one before it."""
    for text in texts:
        this, down = _REVISION.search(text), _DOWN_REVISION.search(text)
        if this and down:
            yield this[1], _bare(down[2])


def _bare(written: str) -> str:
    return written.strip("'\"")


def _files(root: Path, path: Path) -> Iterator[Path]:
    below = sorted((root / path).rglob("*.py")) if (root / path).is_dir() else [root / path]
    return (each.relative_to(root) for each in below)
