"""Take features out of a project: their files, their marked lines, their migrations."""

import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exactapi.features.manifest import Feature
from exactapi.features.marks import without
from exactapi.features.migrations import migrations_without


@dataclass(frozen=True, slots=True)
class Removal:
    """The changes to make: files and folders that go, and the new text of files that stay."""

    removed: tuple[Path, ...]
    edited: dict[Path, str]


def plan(root: Path, tracked: Iterable[Path], features: Collection[Feature]) -> Removal:
    """Work out what taking out the features means; nothing is changed.

    `tracked` are the files of the project, relative to its root.
    """
    files = sorted({file for feature in features for file in feature.files})
    removed = tuple(Path(file) for file in files if (root / file).exists())
    edited = {}
    staying = [each for each in tracked if not any(_is_in(each, gone) for gone in removed)]
    for path in staying:
        text = _text(root / path)
        if text is not None and (changed := _edited(path, text, features)) != text:
            edited[path] = changed
    edited |= migrations_without(root, removed, staying)
    return Removal(removed, edited)


def apply(root: Path, removal: Removal) -> None:
    """Do what the plan says."""
    for path in removal.removed:
        if (root / path).is_dir():
            shutil.rmtree(root / path)
        else:
            (root / path).unlink(missing_ok=True)
    for path, text in removal.edited.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    _remove_empty_folders(root, removal.removed)
    _tidy(root, [path.as_posix() for path in removal.edited if path.suffix == ".py"])


def _tidy(root: Path, edited: Sequence[str]) -> None:
    """Remove imports that nothing needs any more, sort the others, and format."""
    steps = (["check", "--quiet", "--fix-only", "--select=I,F401"], ["format", "--quiet"])
    for step in steps if edited else ():
        command = [sys.executable, "-m", "ruff", *step, *edited]
        subprocess.run(command, cwd=root, check=False)  # noqa: S603  our own command


def _edited(path: Path, text: str, features: Collection[Feature]) -> str:
    for feature in features:
        text = without(text, feature.name)
    if path.match("requirements/*.txt"):
        text = _unpinned(text, {name for each in features for name in each.requirements})
    return text


def _unpinned(text: str, names: Collection[str]) -> str:
    """Return a requirements file without the pins of the packages, hashes included."""
    kept = []
    is_gone = False
    for line in text.split("\n"):
        if line and not line[0].isspace():
            is_gone = re.split(r"[=<>~! \[;]", line, maxsplit=1)[0].lower() in names
        if not is_gone:
            kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n"


def _text(path: Path) -> str | None:
    """Return what a text file holds; None for what is no text, or no file."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _is_in(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _remove_empty_folders(root: Path, removed: Iterable[Path]) -> None:
    """Remove the folders that hold nothing any more but compiled files."""
    for path in removed:
        for folder in (root / path).parents:
            if folder == root or not folder.is_dir():
                break
            left = [each for each in folder.iterdir() if each.name != "__pycache__"]
            if left:
                break
            shutil.rmtree(folder)
