"""Measures how much work a schema is, before anything walks it.

A few lines of `allOf` and `$ref` may apply a schema to one value a million times, or nest it a
thousand times; to read or check such a schema would never end.
"""

from collections.abc import Iterator
from typing import Any, Final

from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.ir import Pointer
from exactapi.schemas.places import schema_roots, subschemas
from exactapi.schemas.pointers import join, pointer_of, value_at

_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SINGLE: Final = ("not", "if", "then", "else")
_MAPS: Final = ("dependentSchemas",)
_IN_PLACE: Final = (*_LISTS, *_SINGLE, *_MAPS, "$ref", "$dynamicRef")
_OF_MEMBERS: Final = ("additionalProperties", "unevaluatedProperties")
_OF_ITEMS: Final = ("items", "contains", "unevaluatedItems")

_MOST: Final = 100_000
"""Schemas that one schema applies to the same value."""
_DEEPEST: Final = 100
"""Levels in which they are nested."""
_MOST_STEPS: Final = 1_000_000
"""Schemas that are applied to a value and to all that is in it."""

_REASON: Final = (
    f"more than {_MOST} schemas apply to one value here, or more than {_DEEPEST} within each other"
)

Schema = dict[str, Any]
Placed = tuple[Pointer, Schema]


class Expansion:
    """Measures the schemas of a document by a copy of it in which references are pointers."""

    def __init__(self, pointed_document: dict[str, Any]) -> None:
        self._document = pointed_document
        self._measures: dict[int, tuple[int, int]] = {}

    def check(self, document: dict[str, Any], findings: Findings) -> None:
        """Refuse what applies too much to one value, and leave that out of the document."""
        for pointer, schema in placed_schemas(self._document):
            for place in list(self._measure(pointer, schema)):
                where = findings.places.locate(document, place)
                cure = "let fewer schemas refer to each other"
                findings.refuse("too-many-nodes", where, place, _REASON, cure)
                written = value_at(document, place)
                for keyword in _IN_PLACE if isinstance(written, dict) else ():
                    written.pop(keyword, None)

    def _measure(self, pointer: Pointer, schema: Schema) -> Iterator[Pointer]:
        """Count what a schema applies and how deeply; yields the innermost that are too large."""
        pending = [(pointer, schema)]
        entered: set[int] = set()
        while pending:
            place, current = pending[-1]
            key = id(current)
            inner = [] if key in self._measures else list(self._in_place(place, current))
            if key not in entered:
                entered.add(key)
                pending += [each for each in inner if id(each[1]) not in entered]
                continue
            pending.pop()
            if key not in self._measures:
                known = [self._measures.get(id(each), (0, 0)) for _, each in inner]
                count = 1 + sum(count for count, _ in known)
                depth = 1 + max((depth for _, depth in known), default=0)
                excessive = count > _MOST or depth > _DEEPEST
                self._measures[key] = (1, 1) if excessive else (count, depth)
                if excessive:
                    yield place

    def _in_place(self, pointer: Pointer, schema: Schema) -> Iterator[Placed]:
        reference = schema.get("$ref")
        place = pointer_of(reference) if isinstance(reference, str) else None
        if place is not None and isinstance(target := value_at(self._document, place), dict):
            yield place, target
        for keyword in (*_LISTS, *_SINGLE, *_MAPS):
            value = schema.get(keyword)
            here = join(pointer, keyword)
            if keyword in _SINGLE:
                if isinstance(value, dict):
                    yield here, value
                continue
            items = value.items() if isinstance(value, dict) else enumerate(value or ())
            yield from ((join(here, name), each) for name, each in items if isinstance(each, dict))

    def is_endless(self, pointer: Pointer, value: Any) -> bool:
        """Return whether a validator might need more than `_MOST_STEPS` for a value."""
        schema = value_at(self._document, pointer)
        if not isinstance(value, dict | list) or not isinstance(schema, dict):
            return False
        steps: dict[tuple[int, int], int] = {}
        entered: set[tuple[int, int]] = set()
        pending = [(schema, value)]
        while pending:
            pair = pending[-1]
            key = (id(pair[0]), id(pair[1]))
            inner = [] if key in steps else list(self._applied(*pair))
            if key not in entered:
                entered.add(key)
                pending += [each for each in inner if (id(each[0]), id(each[1])) not in entered]
                continue
            pending.pop()
            if key not in steps:
                steps[key] = 1 + sum(steps.get((id(one), id(other)), 0) for one, other in inner)
        return steps[id(schema), id(value)] > _MOST_STEPS

    def _applied(self, schema: Schema, value: Any) -> Iterator[tuple[Schema, Any]]:
        for _, each in self._in_place("", schema):
            yield each, value
        if isinstance(value, dict):
            properties = schema.get("properties", {})
            others = [schema.get(keyword) for keyword in _OF_MEMBERS]
            others += schema.get("patternProperties", {}).values()
            for name, member in value.items():
                yield from _pairs([properties.get(name), *others], member)
        elif isinstance(value, list):
            prefix = schema.get("prefixItems", [])
            others = [schema.get(keyword) for keyword in _OF_ITEMS]
            for index, item in enumerate(value):
                yield from _pairs([*prefix[index : index + 1], *others], item)


def _pairs(schemas: list[Any], value: Any) -> Iterator[tuple[Schema, Any]]:
    """Only objects and lists hold more work; a list's members are never shared by accident."""
    if isinstance(value, dict | list):
        yield from ((schema, value) for schema in schemas if isinstance(schema, dict))


def placed_schemas(document: dict[str, Any]) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """Walk all schemas that are objects, each after the ones that hold it."""
    pending = list(schema_roots(document))[::-1]
    while pending:
        pointer, schema = pending.pop()
        if isinstance(schema, dict):
            yield pointer, schema
            inside = [(join(pointer, *path), each) for path, each in subschemas(schema)]
            pending.extend(reversed(inside))
