"""What a schema says about the text forms of its values: the JSON types, items and members.

Text has no types: `5` may be a number or a string. The shape of a schema tells which readings
are worth trying; the compiled schema then decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from impl.contract.document import Contract
from impl.contract.pointers import escape
from impl.contract.problems import JsonValue

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

    def both(self, other: "Shape") -> "Shape":
        """The shape of what has both shapes (`allOf`, or keywords beside a `$ref`)."""
        types = self.types & other.types
        if "number" in self.types and "integer" in other.types:
            types |= {"integer"}
        if "integer" in self.types and "number" in other.types:
            types |= {"integer"}
        return self._merge(other, types, closed=self.closed or other.closed)

    def either(self, other: "Shape") -> "Shape":
        """The shape of what has one of two shapes (`anyOf`, `oneOf`)."""
        return self._merge(other, self.types | other.types, closed=self.closed and other.closed)

    def _merge(self, other: "Shape", types: frozenset[str], *, closed: bool) -> "Shape":
        names = self.properties.keys() | other.properties.keys()
        longest = max(len(self.prefix), len(other.prefix))
        return Shape(
            types,
            (*self.items, *other.items),
            tuple((*self.item(index), *other.item(index)) for index in range(longest)),
            {
                name: (*self.properties.get(name, ()), *other.properties.get(name, ()))
                for name in sorted(names)
            },
            (*self.others, *other.others),
            closed,
        )


def shape_of(contract: Contract, pointer: str, seen: frozenset[str] = frozenset()) -> Shape:
    """The shape of the schema at a pointer; a schema within itself adds nothing."""
    if pointer in seen:
        return Shape()
    schema = contract.schema(pointer)
    if not isinstance(schema, Mapping):
        return Shape() if schema else Shape(types=frozenset())
    seen |= {pointer}
    shape = _own(schema, pointer)
    if (target := contract.referred(pointer)) is not None:
        shape = shape.both(shape_of(contract, target, seen))
    for index in range(len(schema.get("allOf", ()))):
        shape = shape.both(shape_of(contract, f"{pointer}/allOf/{index}", seen))
    for keyword in ("anyOf", "oneOf"):
        branches = [
            shape_of(contract, f"{pointer}/{keyword}/{index}", seen)
            for index in range(len(schema.get(keyword, ())))
        ]
        if branches:
            union = branches[0]
            for branch in branches[1:]:
                union = union.either(branch)
            shape = shape.both(union)
    return shape


def parts_of(contract: Contract, pointer: str) -> Iterator[Mapping[str, Any]]:
    """The schema and what it reaches through `$ref` and `allOf`, the nearest first.

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
        f"{pointer}/patternProperties/{escape(each)}"
        for each in schema.get("patternProperties", ())
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
            name: (f"{pointer}/properties/{escape(name)}",) for name in schema.get("properties", ())
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
