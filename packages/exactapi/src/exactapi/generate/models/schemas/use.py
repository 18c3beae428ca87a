"""The use of a schema, as far as its shape depends on it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from exactapi.generate.python.names import pascal_case

Direction: TypeAlias = Literal["input", "output"]


@dataclass(frozen=True, slots=True)
class Use:
    """The direction in which a schema's values travel, and the name that its class would have.

    `plain` is that name for a schema that is the same both ways, so that it is declared once.
    `files` is 2 for a multipart body, 1 for its parts, where binary strings are files, else 0.
    """

    direction: Direction
    name: str
    plain: str
    depth: int = 0
    files: int = 0

    def within(self, suffix: str, *, files: int = 0) -> "Use":
        word = pascal_case(suffix, "Member")
        return Use(self.direction, self.name + word, self.plain + word, self.depth + 1, files)
