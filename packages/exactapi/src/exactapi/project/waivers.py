"""Findings of `exactapi lint` that a project lets pass, each with its reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

_KEYS: Final = ("code", "at", "reason")


@dataclass(frozen=True, slots=True)
class Waiver:
    """`at` is a place as findings name it; a `*` in it stands for any text."""

    code: str
    at: str
    reason: str

    @classmethod
    def of(cls, table: Any) -> Self:
        """Read a table of pyproject.toml.

        Raises:
            ValueError: something is missing, misspelt or no text; the message says what.
        """
        if not isinstance(table, Mapping) or {*table} != {*_KEYS}:
            raise ValueError("needs `code`, `at` and `reason`, and no other key")
        if not all(isinstance(table[key], str) and table[key].strip() for key in _KEYS):
            raise ValueError("has `code`, `at` and `reason` as texts, none of them empty")
        return cls(*(table[key] for key in _KEYS))

    def covers(self, code: str, place: str) -> bool:
        wanted = ".*".join(map(re.escape, self.at.split("*")))
        return code == self.code and re.fullmatch(wanted, place) is not None
