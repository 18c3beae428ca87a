"""What a schema says of a value: its own keywords, and those that its references lead to.

A value keeps what its schema says, what `$ref` and `allOf` lead to, and one alternative of each
`oneOf` and `anyOf`. So each choice of alternatives is one `Said`, with the places of its parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from exactapi.generate.ir import Pointer
from exactapi.generate.models.schemas.schemas import flatten
from exactapi.schemas.pointers import join, pointer_of, value_at

_ALTERNATIVES: Final = ("oneOf", "anyOf")
_MOST_CHOICES: Final = 200
"""Choices of alternatives that are looked at; what lies in more of them is often the same."""
_LONGEST_CHAIN: Final = 50

Pointers = tuple[Pointer, ...]
"""Schemas that all hold for one value, the first of them the nearest."""


@dataclass(frozen=True)
class Said:
    """`pointer` is the place to name; `parts` are the schemas that hold, by their places."""

    pointer: Pointer
    parts: Mapping[Pointer, Mapping[str, Any]]

    @cached_property
    def flat(self) -> Mapping[str, Any]:
        """Return all parts as one schema."""
        whole = {"allOf": [_own(part) for part in self.parts.values()]}
        return flatten(whole, lambda _: None)

    def has(self, keyword: str) -> bool:
        return any(keyword in part for part in self.parts.values())

    def all(self, keyword: str) -> list[Any]:
        return [part[keyword] for part in self.parts.values() if keyword in part]

    def numbers(self, keyword: str) -> list[float]:
        return [each for each in self.all(keyword) if isinstance(each, int | float)]

    @cached_property
    def others(self) -> Any:
        """Return what holds for members without a name: False for none, True for anything."""
        said = self.all("additionalProperties") + self.all("unevaluatedProperties")
        if any(each is False for each in said):
            return False
        return next((each for each in said if each is not True), True)

    def inner(self) -> Iterator[Pointers]:
        """Yield the schemas of members and items; all that hold for one of them together."""
        found: dict[tuple[str, str], list[Pointer]] = {}
        for at, part in self.parts.items():
            for keyword in ("properties", "patternProperties", "prefixItems"):
                for name in _names(part.get(keyword)):
                    found.setdefault((keyword, name), []).append(join(at, keyword, name))
            for keyword in ("items", "additionalProperties", "unevaluatedProperties", "contains"):
                if isinstance(part.get(keyword), Mapping):
                    found.setdefault((keyword, ""), []).append(join(at, keyword))
        return map(tuple, found.values())


class Reader:
    """Reads what the schemas of one document say; its references are pointers."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def choices(self, pointers: Pointers) -> Iterator[Said]:
        """Yield what the value of these schemas has to keep, for each choice of alternatives."""
        found = 0
        parts = self._parts(pointers)
        pending = [(self.named(pointers[0]), parts, frozenset[Pointer]())]
        while pending and found < _MOST_CHOICES:
            at, parts, chosen = pending.pop()
            open_ = next(self._open(parts, chosen), None)
            if open_ is None:
                found += 1
                yield Said(at, parts)
                continue
            for index in reversed(range(len(value_at(self._document, open_)))):
                place = join(open_, index)
                more = {**parts, **self._parts((place,))}
                pending.append((self.named(place), more, chosen | {open_}))

    def whole(self, pointers: Pointers) -> Said:
        """Return what holds whatever alternative is chosen."""
        return Said(self.named(pointers[0]), self._parts(pointers))

    def named(self, pointer: Pointer) -> Pointer:
        """Follow what is a reference and no more, so that a component is named as itself."""
        for _ in range(_LONGEST_CHAIN):
            schema = value_at(self._document, pointer)
            if not isinstance(schema, Mapping) or schema.keys() != {"$ref"}:
                break
            target = pointer_of(schema["$ref"])
            if target is None:
                break
            pointer = target
        return pointer

    def _open(
        self, parts: Mapping[Pointer, Mapping[str, Any]], chosen: frozenset[Pointer]
    ) -> Iterator[Pointer]:
        for at, part in parts.items():
            for keyword in _ALTERNATIVES:
                place = join(at, keyword)
                if isinstance(part.get(keyword), list) and place not in chosen:
                    yield place

    def _parts(self, pointers: Sequence[Pointer]) -> dict[Pointer, Mapping[str, Any]]:
        found: dict[Pointer, Mapping[str, Any]] = {}
        pending = [*reversed(pointers)]
        while pending:
            at = pending.pop()
            schema = value_at(self._document, at)
            if at in found or not isinstance(schema, Mapping):
                continue
            found[at] = schema
            branches = [join(at, "allOf", index) for index in range(len(schema.get("allOf") or ()))]
            target = pointer_of(schema["$ref"]) if isinstance(schema.get("$ref"), str) else None
            pending += [*reversed(branches), *([target] if target else [])]
        return found


def _own(part: Mapping[str, Any]) -> dict[str, Any]:
    followed = ("$ref", "allOf", *_ALTERNATIVES)
    return {name: each for name, each in part.items() if name not in followed}


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from value
    elif isinstance(value, list):
        yield from map(str, range(len(value)))
