"""Whole folders: replaced in one step, compared file by file."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp


def replace_folder(fresh: Path, target: Path, *, keep: str = "") -> None:
    """Put a copy of `fresh` where `target` is; a reader sees the old folder or the new one.

    The copy is made beside the target first, since only a rename on one file system is atomic.
    `keep` is a folder in the target that stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        shutil.copytree(fresh, staging / "new")
        if keep and (target / keep).is_dir():
            shutil.copytree(target / keep, staging / "new" / keep)
        if target.exists():
            target.rename(staging / "old")
        (staging / "new").rename(target)
    except BaseException:
        if not target.exists() and (staging / "old").exists():
            (staging / "old").rename(target)
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def differences(fresh: Path, current: Path, *, without: str = "") -> Iterator[str]:
    """Yield a line per file that is missing, superfluous or different, but for `without`."""
    wanted, found = _files(fresh), _files(current)
    if without:
        found = {name for name in found if not name.startswith(f"{without}/")}
    for name in sorted(wanted | found):
        if name not in found:
            yield f"{name}: missing"
        elif name not in wanted:
            yield f"{name}: no longer generated"
        elif (fresh / name).read_bytes() != (current / name).read_bytes():
            yield f"{name}: out of date"


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
