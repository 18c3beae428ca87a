"""Says in JSON Schema what a discriminator on the base of `allOf` means.

OpenAPI lets a schema with a discriminator stand for all that extend it by `allOf`: the value of the
property names the one that applies, and a value that names none is invalid (OpenAPI 3.0.4, 4.7.25;
3.1.1, 4.8.25). No keyword of JSON Schema says so, but the canonical document does: a base becomes
a `oneOf` of its subtypes, each of which has the inherited members itself and values of its own for
the property. So the wire, the models, the clients and the mocks agree, and know nothing of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exactapi.generate.models.schemas.schemas import (
    allowed_values,
    assertions,
    flatten,
    parts,
    properties,
    types,
)
from exactapi.generate.source.places import Places
from exactapi.schemas.identities import NAMES
from exactapi.schemas.pointers import fragment, join, pointer_of, tokens, value_at

_SECTION = "/components/schemas"
_CHOICES = ("oneOf", "anyOf")
_ONE_WAY = ("readOnly", "writeOnly")
_NAMES = frozenset({*NAMES, "$defs", "$dynamicRef"})
"""Keywords that name schemas: what has them cannot be said twice."""

_MOST_ABOVE = 30
_MOST_INHERITED = 5_000
"""Schemas that one extends, and all of them together: no document by hand has as many."""


def spell_out_inheritance(document: dict[str, Any], places: Places) -> None:
    """Rewrite the component schemas of a canonical document."""
    components = document.get("components") or {}
    for name in list(components.get("schemas") or ()):
        if hierarchy := _hierarchy(document, name):
            components["schemas"] = _Writer(components["schemas"], hierarchy, places).schemas()


@dataclass(frozen=True, slots=True)
class _Hierarchy:
    """A base and what extends it, by names of components.

    `values` are those of the property for each schema that has some. `parents` lead from a schema
    to those that it extends. `extended` are the schemas with subtypes that have values. `default`
    is the schema for all other values, and for none (`defaultMapping`).
    """

    base: str
    property: str
    values: Mapping[str, list[str]]
    parents: Mapping[str, set[str]]
    extended: frozenset[str]
    default: str | None = None

    def below(self, name: str) -> list[str]:
        """Return the schemas with values that extend one, itself included."""
        return [each for each in self.values if each == name or name in _above(each, self.parents)]


def _hierarchy(document: Mapping[str, Any], base: str) -> _Hierarchy | None:
    """The hierarchy below a schema; None if it is no base, or its subtypes cannot be told apart.

    The latter are bases with a mapping to what does not extend them, with no subtype whose value
    they allow, with a property that one direction alone has, with names in their schemas, or with
    subtypes without number.
    """
    schemas = document["components"]["schemas"]
    schema = schemas[base]
    discriminator = schema.get("discriminator") if isinstance(schema, Mapping) else None
    if not isinstance(discriminator, Mapping):
        return None
    name = discriminator.get("propertyName")
    if not isinstance(name, str):
        return None

    def resolve(reference: str) -> Any:
        pointer = pointer_of(reference)
        return True if pointer is None else value_at(document, pointer, absent=True)

    member = parts(properties(flatten(schema, resolve)).get(name), resolve)
    parents = _parents(base, schemas)
    values = _values(discriminator.get("mapping"), (*parents, base), schemas)
    allowed = allowed_values(flatten({"allOf": member}, resolve))
    values = {
        each: kept
        for each, own in values.items()
        if (kept := [value for value in own if allowed is None or value in allowed])
    }
    default = discriminator.get("defaultMapping")
    if default is not None:
        default = default if default in schemas else _component({"$ref": default}, schemas)
        if default is None:
            return None
        values.setdefault(default, [])
    above = [_above(each, parents) for each in values]
    extended = {base}.union(*above)
    if (
        not values.keys() & parents.keys()
        or values.keys() - {base, *parents}
        or any(part.get(way) is True for part in member for way in _ONE_WAY)
        or any(_has_names(schemas[each]) for each in extended)
        or max(map(len, above)) > _MOST_ABOVE
        or sum(map(len, above)) > _MOST_INHERITED
    ):
        return None
    return _Hierarchy(base, name, values, parents, frozenset(extended), default)


def _parents(base: str, schemas: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the schemas that extend the base; none if that goes round in a circle."""
    children: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        for parent in _extends(schema, schemas):
            children.setdefault(parent, []).append(name)
    found: dict[str, set[str]] = {}
    pending = [base]
    while pending:
        parent = pending.pop()
        for name in children.get(parent, ()):
            if name not in found:
                pending.append(name)
            found.setdefault(name, set()).add(parent)
    circle = any(name in _above(name, found) for name in found)
    return {} if circle else {name: found[name] for name in schemas if name in found}


def _above(name: str, parents: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    pending = [name]
    while pending:
        new = parents.get(pending.pop(), set()) - found
        found |= new
        pending.extend(new)
    return found


def _extends(schema: Any, schemas: Mapping[str, Any]) -> Iterator[str]:
    for part in schema.get("allOf") or () if isinstance(schema, Mapping) else ():
        name = _component(part, schemas)
        if name is not None:
            yield name
        yield from _extends(part, schemas)


def _values(mapping: Any, names: Iterable[str], schemas: Mapping[str, Any]) -> dict[str, list[str]]:
    """A mapping says all values; without one, each schema goes by its own name."""
    if not mapping:
        return {name: [name] for name in names}
    found: dict[str, list[str]] = {}
    for value, target in mapping.items():
        name = target if target in schemas else _component({"$ref": target}, schemas)
        found.setdefault(name or target, []).append(value)
    return found


def _component(schema: Any, schemas: Mapping[str, Any]) -> str | None:
    """Return the name of the component schema to which a `$ref` leads."""
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    pointer = pointer_of(reference) if isinstance(reference, str) else None
    name = tokens(pointer)[-1] if pointer else ""
    return name if name in schemas and pointer == join(_SECTION, name) else None


def _has_names(value: Any) -> bool:
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Mapping):
            if not _NAMES.isdisjoint(each):
                return True
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
    return False


class _Writer:
    """Writes the component schemas of a document with one hierarchy spelt out."""

    def __init__(self, schemas: dict[str, Any], hierarchy: _Hierarchy, places: Places) -> None:
        self._schemas = schemas
        self._hierarchy = hierarchy
        self._places = places
        self._concrete = {name: self._concrete_name(name) for name in hierarchy.values}

    def schemas(self) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for name, schema in self._schemas.items():
            if name in self._hierarchy.extended:
                written[name] = self._choice(name)
            if name in self._hierarchy.values:
                written[self._concrete[name]] = self._with_values(name)
            written.setdefault(name, schema)
        return written

    def _concrete_name(self, name: str) -> str:
        """The component for objects of a schema itself, where it also stands for its subtypes."""
        if name not in self._hierarchy.extended:
            return name
        free, number = f"{name}Base", 2
        while free in self._schemas:
            free, number = f"{name}Base{number}", number + 1
        return free

    def _choice(self, name: str) -> dict[str, Any]:
        origin, below = self._schemas[name], self._hierarchy.below(name)
        below.sort(key=lambda each: each == self._hierarchy.default)  # whose class takes most
        targets = {each: fragment(join(_SECTION, self._concrete[each])) for each in below}
        branches: list[Any] = [{"$ref": target} for target in targets.values()]
        if "null" in (types(origin) or ()):
            branches.append({"type": "null"})
        mapping = {value: targets[each] for each in below for value in self._hierarchy.values[each]}
        kept = {key: value for key, value in origin.items() if key in ("title", "description")}
        discriminator = {"propertyName": self._hierarchy.property, "mapping": mapping}
        if self._hierarchy.default in targets:
            discriminator["defaultMapping"] = targets[self._hierarchy.default]
        choice = kept | {"oneOf": branches, "discriminator": discriminator}
        self._places.derive(choice, origin)
        return choice

    def _with_values(self, name: str) -> dict[str, Any]:
        """Return a schema with the members that it inherits, and its own values of the property."""
        values = self._hierarchy.values[name]
        if name == self._hierarchy.default:
            others = [each for own in self._hierarchy.values.values() for each in own]
            others = [each for each in others if each not in values]
            rule: dict[str, Any] = {"not": {"enum": others}}
            tag: dict[str, Any] = {"properties": {self._hierarchy.property: rule}}
        else:
            rule = {"const": values[0]} if len(values) == 1 else {"enum": values}
            tag = {
                "required": [self._hierarchy.property],
                "properties": {self._hierarchy.property: rule},
            }
        tag = {"type": "object"} | tag
        own = self._own(name, {name})
        schema = own | {"allOf": [*own.get("allOf", ()), tag]}
        self._places.derive(schema, self._schemas[name])
        return schema

    def _own(self, name: str, written: set[str]) -> dict[str, Any]:
        """All that a schema says but which schemas extend it; those it extends are written out.

        Each is written once: `written` are those that were.
        """
        origin = self._schemas[name]
        lists_subtypes = any(
            _component(branch, self._schemas) in self._hierarchy.parents
            for keyword in _CHOICES
            for branch in origin.get(keyword) or ()
        )
        dropped = ("discriminator", *(_CHOICES if lists_subtypes else ()))
        own = {key: value for key, value in origin.items() if key not in dropped}
        return self._written_out(own, origin, written)

    def _written_out(
        self, schema: dict[str, Any], origin: Any, written: set[str]
    ) -> dict[str, Any]:
        if "allOf" in schema:
            schema = schema | {"allOf": list(self._inherited(schema["allOf"], written))}
        self._places.derive(schema, origin)
        return schema

    def _inherited(self, several: Iterable[Any], written: set[str]) -> Iterator[Any]:
        for part in several:
            name = _component(part, self._schemas)
            if name is None or name not in self._hierarchy.extended:
                is_object = isinstance(part, dict)
                yield self._written_out(part, part, written) if is_object else part
                continue
            if name not in written:
                written.add(name)
                yield self._own(name, written)
            beside = {key: value for key, value in part.items() if key != "$ref"}
            if assertions(beside):
                yield self._written_out(beside, part, written)
