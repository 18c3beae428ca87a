"""Tells which JSON types, items and members the values of a schema have, to read them from text.

Text has no types: `5` may be a number or a string. The shape of a schema tells which readings
are worth trying; the compiled schema then decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from exactapi.document.contract import Contract
from exactapi.problems import JsonValue
from exactapi.schemas.pointers import join

ALL_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
Pointers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Pointers name the schemas of items (`prefix` by position) and members.

    `closed`: no members but `properties`. `container` is set where the schema speaks of items or
    members without a `type`.
    """

    types: frozenset[str] = ALL_TYPES
    items: Pointers = ()
    prefix: tuple[Pointers, ...] = ()
    properties: Mapping[str, Pointers] = field(default_factory=dict)
    others: Pointers = ()
    closed: bool = False

    def item(self, index: int) -> Pointers:
        return self.prefix[index] if index < len(self.prefix) else self.items

    def member(self, name: str) -> Pointers:
        return self.properties.get(name, self.others)


def shape_of(contract: Contract, pointer: str) -> Shape:
    """Return the shape of the schema at a pointer; a schema within itself adds nothing."""
    return _Reading(contract).shape(pointer)


class _Reading:
    """Reads each schema once, however many others refer to it."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._shapes: dict[str, Shape] = {}

    def shape(self, pointer: str) -> Shape:
        if pointer not in self._shapes:
            self._shapes[pointer] = Shape()
            self._shapes[pointer] = self._shape(pointer)
        return self._shapes[pointer]

    def _shape(self, pointer: str) -> Shape:
        schema = self._contract.schema(pointer)
        if not isinstance(schema, Mapping):
            return Shape() if schema else Shape(types=frozenset())
        parts = [_own(schema, pointer)]
        if (target := self._contract.referred(pointer)) is not None:
            parts.append(self.shape(target))
        parts += self._branches(schema, pointer, "allOf")
        for keyword in ("anyOf", "oneOf"):
            if branches := self._branches(schema, pointer, keyword):
                parts.append(either(branches))
        return both(parts)

    def _branches(self, schema: Mapping[str, Any], pointer: str, keyword: str) -> list[Shape]:
        count = len(schema.get(keyword, ()))
        return [self.shape(f"{pointer}/{keyword}/{index}") for index in range(count)]


def both(shapes: Sequence[Shape]) -> Shape:
    """Return the shape of what has all of these shapes (`allOf`, or keywords beside a `$ref`)."""
    types = [shape.types for shape in shapes]
    common = ALL_TYPES.intersection(*types)
    numeric = all(each & {"integer", "number"} for each in types)
    if numeric and any("integer" in each for each in types):
        common |= {"integer"}
    return _merged(shapes, common, closed=any(shape.closed for shape in shapes))


def either(shapes: Sequence[Shape]) -> Shape:
    """Return the shape of what has one of these shapes, of which there is one at least."""
    types = frozenset[str]().union(*(shape.types for shape in shapes))
    return _merged(shapes, types, closed=all(shape.closed for shape in shapes))


def _merged(shapes: Sequence[Shape], types: frozenset[str], *, closed: bool) -> Shape:
    if len(shapes) == 1:
        return replace(shapes[0], types=types)
    names = sorted({name for shape in shapes for name in shape.properties})
    longest = max(len(shape.prefix) for shape in shapes)
    return Shape(
        types,
        _distinct(shape.items for shape in shapes),
        tuple(_distinct(shape.item(index) for shape in shapes) for index in range(longest)),
        {name: _distinct(shape.properties.get(name, ()) for shape in shapes) for name in names},
        _distinct(shape.others for shape in shapes),
        closed,
    )


def _distinct(pointers: Iterable[Pointers]) -> Pointers:
    return tuple(dict.fromkeys(chain.from_iterable(pointers)))


def parts_of(contract: Contract, pointer: str) -> Iterator[Mapping[str, Any]]:
    """Yield the schema and what it reaches through `$ref` and `allOf`, the nearest first.

    All of them count for every value (OpenAPI 3.2, "Non-JSON Data").
    """
    pending, seen = [pointer], {pointer}
    while pending:
        place = pending.pop(0)
        schema = contract.schema(place)
        if not isinstance(schema, Mapping):
            continue
        yield schema
        branches = [f"{place}/allOf/{index}" for index in range(len(schema.get("allOf", ())))]
        target = contract.referred(place)
        for each in [*branches, *([target] if target else [])]:
            if each not in seen:
                seen.add(each)
                pending.append(each)


def _own(schema: Mapping[str, Any], pointer: str) -> Shape:
    others = [
        join(pointer, "patternProperties", each) for each in schema.get("patternProperties", ())
    ]
    additional = schema.get("additionalProperties")
    if isinstance(additional, Mapping):
        others.append(f"{pointer}/additionalProperties")
    return Shape(
        types=_types(schema),
        items=(f"{pointer}/items",) if isinstance(schema.get("items"), Mapping) else (),
        prefix=tuple(
            (f"{pointer}/prefixItems/{index}",)
            for index in range(len(schema.get("prefixItems", ())))
        ),
        properties={
            name: (join(pointer, "properties", name),) for name in schema.get("properties", ())
        },
        others=tuple(others),
        closed=(additional is False or schema.get("unevaluatedProperties") is False) and not others,
    )


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    declared = schema.get("type")
    types = ALL_TYPES
    if isinstance(declared, str):
        types = frozenset({declared})
    elif isinstance(declared, list):
        types = frozenset(declared)
    if "const" in schema:
        types &= _types_of(schema["const"])
    if isinstance(values := schema.get("enum"), list):
        types &= frozenset().union(*(_types_of(value) for value in values))
    return types


def _types_of(value: JsonValue) -> frozenset[str]:
    match value:
        case None:
            return frozenset({"null"})
        case bool():
            return frozenset({"boolean"})
        case int() | float():
            return frozenset({"integer", "number"})
        case str():
            return frozenset({"string"})
        case list():
            return frozenset({"array"})
        case _:
            return frozenset({"object"})
