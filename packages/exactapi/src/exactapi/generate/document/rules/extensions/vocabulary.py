"""The vocabulary of our extensions, as extensions.schema.json defines it."""

import json
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs

SCHEMA = Path(__file__).with_name("extensions.schema.json")
PLACES = ("document", "path-item", "operation")

_ALIKE = 0.85
"""difflib's ratio from which on a key is taken for a misspelt one of ours."""


class Vocabulary:
    """Knows the keys, the places where each may stand, and the values it may have."""

    def __init__(self) -> None:
        self.schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
        self._definitions: dict[str, Any] = self.schema["$defs"]
        self.keys = [name for name in self._definitions if name.startswith("x-")]

    def places(self, key: str) -> list[str]:
        """Return the places where a key may stand; none for one that is only reserved."""
        return [name for name in PLACES if key in self._definitions[name]["properties"]]

    def misspelt(self, key: str) -> str | None:
        """Return the key that was probably meant by an unknown one."""
        plain = {_plain(name): name for name in self.keys}
        given = _plain(key)
        found = get_close_matches(given, plain, n=1, cutoff=_ALIKE)
        found = found or [name for name in plain if _is_slip(name, given)]
        return plain[found[0]] if found else None

    def errors(self, key: str, value: Any) -> list[tuple[list[str | int], str]]:
        """Yield what is wrong with a value: where in it, and why."""
        found = self._validators[key].iter_errors(value)
        return [([*error.instance_path], error.message) for error in found]

    @cached_property
    def _validators(self) -> dict[str, jsonschema_rs.Validator]:
        return {
            key: jsonschema_rs.validator_for({**self.schema, "$ref": f"#/$defs/{key}"})
            for key in self.keys
        }


def _is_slip(name: str, given: str) -> bool:
    """Return whether one letter is wrong, or two neighbours are swapped.

    In a short key that is too much for difflib's ratio.
    """
    if len(name) != len(given):
        return False
    wrong = [place for place, letter in enumerate(name) if given[place] != letter]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and name[first : second + 1] == given[second] + given[first]
    return len(wrong) == 1


def _plain(key: str) -> str:
    return key.casefold().replace("_", "-").replace("-", "")
