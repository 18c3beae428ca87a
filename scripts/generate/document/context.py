"""Where a walk through the source is."""

from dataclasses import dataclass
from typing import Any, Final

from scripts.generate.ir import Pointer
from scripts.generate.source.library import SourceFile
from scripts.generate.source.places import join

ABSENT: Final[Any] = object()
"""Stands for a value that was refused; its container leaves it out."""


@dataclass(frozen=True, slots=True)
class Context:
    """In which file, at which canonical pointer, below which `$id` (`base`).

    `owner` and `token` are the source container and the member being read.
    """

    file: SourceFile
    pointer: Pointer
    owner: Any
    token: str | int
    base: str = ""

    def into(self, owner: Any, token: str | int) -> "Context":
        return Context(self.file, join(self.pointer, token), owner, token, self.base)
