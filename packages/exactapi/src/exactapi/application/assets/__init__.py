"""The files of the pages: two readers of OpenAPI documents, as their packages have them.

`manifest.json` names package, version and hashes; `task docs:assets` renews them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MEDIA_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".png": "image/png"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file that a page loads."""

    name: str
    media_type: str
    path: Path

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()


def assets(package: str) -> Iterator[Asset]:
    """Find the files of one package; its licence is among them, and is not served."""
    for path in sorted((Path(__file__).parent / package).iterdir()):
        if path.suffix in _MEDIA_TYPES:
            yield Asset(path.name, _MEDIA_TYPES[path.suffix], path)
