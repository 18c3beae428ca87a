"""The place that a walk through the source has come to."""

from dataclasses import dataclass
from typing import Any, Final

from exactapi.generate.document.walk.dialects.dialects import Dialect
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import SourceFile
from exactapi.schemas.pointers import join

ABSENT: Final[Any] = object()
"""Stands for a value that was refused; its container leaves it out."""


@dataclass(frozen=True, slots=True)
class Context:
    """A file and its dialect, a canonical pointer, and the `$id` around it (`base`).

    `resource` is the `$id` around the same place in the canonical document, where it is "" if
    that `$id` could not be kept.
    `recursive` is what a `$recursiveRef` means here (JSON Schema 2019-09, section 8.2.4.2).
    `owner` and `token` are the source container and the member being read.
    """

    file: SourceFile
    pointer: Pointer
    owner: Any
    token: str | int
    dialect: Dialect
    base: str = ""
    resource: str = ""
    recursive: Pointer | None = None

    def into(self, owner: Any, token: str | int) -> "Context":
        pointer = join(self.pointer, token)
        return Context(
            self.file,
            pointer,
            owner,
            token,
            self.dialect,
            self.base,
            self.resource,
            self.recursive,
        )
