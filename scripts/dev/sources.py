"""Notice edited sources by their times of modification.

Compared, not subscribed to: `task generate` swaps the whole of generated/, after which inotify
(and so watchfiles) would go on watching the folder that was thrown away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SUFFIXES = {"openapi": (".yaml", ".yml", ".json"), "impl": (".py",), "generated": (".py", ".json")}


@dataclass(frozen=True)
class Changes:
    """Files changed since the last look: of the contract, and of the code."""

    contract: list[Path]
    code: list[Path]

    def __bool__(self) -> bool:
        return bool(self.contract or self.code)


class Sources:
    """The files below `root` that the running API is made from."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen = self._look()

    def changes(self) -> Changes:
        """Return what was added, edited or removed since the last call."""
        seen, self._seen = self._seen, self._look()
        changed = sorted(
            path.relative_to(self.root)
            for path in seen.keys() | self._seen.keys()
            if seen.get(path) != self._seen.get(path)
        )
        contract = [path for path in changed if path.parts[0] == "openapi"]
        return Changes(contract, [path for path in changed if path not in contract])

    def _look(self) -> dict[Path, int]:
        found = {}
        for folder, suffixes in _SUFFIXES.items():
            for path in _files(self.root / folder):
                if path.suffix in suffixes:
                    try:
                        found[path] = path.stat().st_mtime_ns
                    except FileNotFoundError:
                        continue  # removed since it was listed
        return found


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(parent, name) for name in names)
