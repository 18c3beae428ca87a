"""From schemas to shapes, and to the classes and aliases that they need."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from exactapi.document.contract import Contract
from exactapi.document.lengths import is_file, is_of_octets
from exactapi.document.shapes import shape_of
from exactapi.generate.models.schemas import directions, rules, schemas
from exactapi.generate.models.schemas.schemas import Schema
from exactapi.generate.models.schemas.use import Direction, Use
from exactapi.generate.models.shapes import attributes, leaves
from exactapi.generate.models.shapes.depth import deferred
from exactapi.generate.models.shapes.settle import settle
from exactapi.generate.models.shapes.shapes import (
    ANY,
    OTHER,
    Alias,
    Array,
    Field,
    Kind,
    Map,
    ModelClass,
    Models,
    Named,
    Scalar,
    Shape,
    Tuple,
    items_of,
)
from exactapi.generate.models.shapes.unions import union
from exactapi.generate.python.names import Namespace, pascal_case
from exactapi.generate.source.places import size
from exactapi.schemas.pointers import join, pointer_of, value_at

_Key: TypeAlias = tuple[str, Direction, int]

_MOST_NESTED = 24
"""Inline schemas below this depth are read as `Any`; only a conflict without end gets there."""
_NESTED = 12
"""Components below this depth are read after all others, so that a chain of them may be long."""
_MOST_LENGTHS = 3
"""Lengths that a tuple may have before it is a list: each is a type of its own to Python."""
_MOST_READ = 10_000
"""Schemas that are read besides one for each value of the document; what is left is `Any`.

A few lines of `allOf` and `anyOf` can say what would be members without number.
"""

_RESERVED = (
    "Annotated",
    "Any",
    "AwareDatetime",
    "ConfigDict",
    "DecimalNumber",
    "DecimalString",
    "Deferred",
    "Field",
    "Literal",
    "MISSING",
    "Model",
    "NonObject",
    "OpenTuple",
    "Optional",
    "RootModel",
    "TypeAliasType",
    "UUID",
    "Union",
    "UploadFile",
)
_ALTERNATIVES = ("oneOf", "anyOf", "discriminator")
_SCALARS: Mapping[str, Kind] = {
    "boolean": "bool",
    "integer": "int",
    "null": "none",
    "number": "number",
    "string": "str",
}


class Reader:
    """Reads schemas by pointer; `models` fills up with what they need.

    Components are named first, so that an inline schema never takes the name of one. `reserved`
    are names that the module of the models has besides.
    """

    def __init__(self, document: Mapping[str, Any], reserved: Iterable[str] = ()) -> None:
        self.models = Models()
        self._document = document
        self._contract = Contract(document, b"")
        self._directional = directions.directional(document)
        self._namespace = Namespace((*_RESERVED, *reserved), separator="")
        self._names = self._component_names()
        self._shapes: dict[_Key, Shape] = {}
        self._open: dict[_Key, str] = {}
        self._recursive: set[str] = set()
        self._wider: dict[str, Shape] = {}
        self._inline: dict[tuple[str, str], str] = {}
        self._waiting: list[tuple[str, _Key]] = []
        self._left = _MOST_READ + size(document)

    def shape(self, pointer: str, name: str, direction: Direction, *, files: bool = False) -> Shape:
        """Return the shape of the schema at a pointer; inline classes are named after `name`."""
        use = Use(direction, name, name, files=2 if files else 0)
        if pointer in self._names:
            shape = self._component(pointer, use)
        else:
            shape = self._read(value_at(self._document, pointer), use)
        while self._waiting:
            self._read_component(*self._waiting.pop(), 0)
        return shape

    def is_binary(self, pointer: str) -> bool:
        """Return whether the schema at a pointer is that of a file."""
        schema = value_at(self._document, pointer)
        return isinstance(schema, Mapping) and is_file(schemas.flatten(schema, self._target))

    def is_of_octets(self, pointer: str) -> bool:
        """Return whether the schema at a pointer says no more than that there are octets."""
        return is_of_octets(self._contract, pointer)

    def types(self, pointer: str) -> frozenset[str]:
        """Return the JSON types that values of the schema at a pointer may have."""
        return shape_of(self._contract, pointer).types

    def components(self) -> Iterable[str]:
        """Pointers of all schemas under components."""
        return tuple(self._names)

    def finished(self) -> Models:
        """Return all that was read so far, ready to be rendered."""
        return deferred(settle(self.models, self._wider))

    def _component_names(self) -> dict[str, str]:
        """Name the components; a name that is a class name already stays as it is."""
        names = value_at(self._document, "/components/schemas") or {}
        wanted = {name: pascal_case(name, "Model") for name in names}
        exact = {name: self._namespace.claim(name) for name in wanted if wanted[name] == name}
        given = {name: exact.get(name) or self._namespace.claim(wanted[name]) for name in wanted}
        return {join("/components/schemas", name): given[name] for name in wanted}

    def _component(self, pointer: str, use: Use) -> Shape:
        """Return the shape behind a reference: a class or alias by name, a small one in place."""
        schema = value_at(self._document, pointer)
        split = pointer in self._directional
        direction: Direction = use.direction if split else "output"
        files = use.files if self._holds_files(schema, use.files) else 0
        key = (pointer, direction, files)
        if key in self._shapes:
            return self._shapes[key]
        if key in self._open:
            self._recursive.add(self._open[key])
            return Named(self._open[key])
        name = self._variant_name(pointer, direction if split else "output", files)
        self._open[key] = name
        if use.depth > _NESTED:
            self._recursive.add(name)
            self._waiting.append((pointer, key))
            return Named(name)
        return self._read_component(pointer, key, use.depth)

    def _read_component(self, pointer: str, key: _Key, depth: int) -> Shape:
        _, direction, files = key
        name, schema = self._open[key], value_at(self._document, pointer)
        inner = Use(direction, name, self._names[pointer], depth + 1, files)
        shape = self._read(schema, inner, own=True)
        del self._open[key]
        self._shapes[key] = self._named_if_worth(name, shape, schema)
        return self._shapes[key]

    def _variant_name(self, pointer: str, direction: Direction, files: int) -> str:
        """`Pet` as answered, `PetInput` as sent where they differ, `PetForm` with files."""
        if pointer not in self._names:
            self._names[pointer] = self._namespace.claim(
                pascal_case(pointer.rsplit("/", 1)[-1], "Model")
            )
        name = self._names[pointer]
        if files:
            return self._namespace.claim(f"{name}Form")
        return self._namespace.claim(f"{name}Input") if direction == "input" else name

    def _holds_files(self, schema: Schema, files: int) -> bool:
        """Return whether the schema of a multipart body (2) or part (1) differs from elsewhere."""
        if not files or not isinstance(schema, Mapping):
            return False
        flat = schemas.flatten(schema, self._target)
        branches = [branch for keyword in ("anyOf", "oneOf") for branch in flat.get(keyword) or ()]
        if any(self._holds_files(branch, files) for branch in branches):
            return True
        if files == 1:
            return is_file(flat) or self._holds_files(flat.get("items"), 1)
        members = (*schemas.properties(flat).values(), flat.get("additionalProperties"))
        return any(self._holds_files(member, 1) for member in members)

    def _named_if_worth(self, name: str, shape: Shape, schema: Schema) -> Shape:
        if name in self.models.classes:
            if shape != Named(name):
                self._wider[name] = shape
            return shape
        if name in self._recursive or leaves.worth_a_name(shape):
            description = schemas.text(schema, "description")
            self.models.aliases[name] = Alias(name, description, shape)
            return Named(name)
        return shape

    def _read(self, schema: Schema, use: Use, *, own: bool = False) -> Shape:
        """`own`: the name in `use` has been claimed for this very schema."""
        self._left -= 1
        if not isinstance(schema, Mapping) or use.depth > _MOST_NESTED or self._left < 0:
            return ANY
        reference = self._lone_reference(schema)
        if reference is not None:
            return self._component(reference, use)
        flat = schemas.flatten(schema, self._target)
        values = schemas.allowed_values(flat)
        if values is not None:
            return leaves.literals(values, flat)
        for keyword in ("oneOf", "anyOf"):
            branches = flat.get(keyword)
            if isinstance(branches, list) and branches:
                base = {key: value for key, value in flat.items() if key not in _ALTERNATIVES}
                return self._alternatives(flat, base, branches, use, own=own)
        return self._typed(flat, use, own=own)

    def _lone_reference(self, schema: Mapping[str, Any]) -> str | None:
        """Return the pointer of a schema that is a reference and nothing else but annotations."""
        keywords = schemas.assertions(schema)
        reference = schema.get("$ref")
        if keywords == {"allOf"} and len(schema["allOf"]) == 1:
            part = schema["allOf"][0]
            return self._lone_reference(part) if isinstance(part, Mapping) else None
        if keywords != {"$ref"} or not isinstance(reference, str):
            return None
        return pointer_of(reference)

    def _target(self, reference: str) -> Schema:
        return (
            True
            if (pointer := pointer_of(reference)) is None
            else value_at(self._document, pointer)
        )

    def _alternatives(
        self,
        flat: Mapping[str, Any],
        base: Mapping[str, Any],
        branches: list[Schema],
        use: Use,
        *,
        own: bool,
    ) -> Shape:
        """Return the union of the branches, each together with what stands beside them."""
        beside = schemas.assertions(base)
        flats = [
            schemas.flatten(branch, self._target) if isinstance(branch, Mapping) else {}
            for branch in branches
        ]
        if beside and not any(schemas.shapes_something(branch) for branch in flats):
            return self._typed(base, use, own=own)
        members = []
        for number, (branch, flat_branch) in enumerate(zip(branches, flats, strict=True), 1):
            alone = beside <= {"type", "required"} and schemas.types(flat_branch) is not None
            schema = branch if alone or not beside else {"allOf": [branch, dict(base)]}
            if not schemas.contradicts(schema, self._target):
                word = leaves.branch_name(flat_branch, number)
                members.append(self._read(schema, use.within(word, files=use.files)))
        discriminator = flat.get("discriminator")
        name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
        return union(members, name if isinstance(name, str) else None)

    def _typed(self, flat: Mapping[str, Any], use: Use, *, own: bool) -> Shape:
        declared = schemas.types(flat)
        if declared:
            return union(self._of_type(name, flat, use, own=own) for name in declared)
        if declared is None and schemas.properties(flat):
            return union((self._object(flat, use, own=own), OTHER))
        return Scalar("file") if declared is None and use.files and is_file(flat) else ANY

    def _of_type(self, name: str, flat: Mapping[str, Any], use: Use, *, own: bool) -> Shape:
        if name == "object":
            return self._object(flat, use, own=own)
        if name == "array":
            return self._array(flat, use)
        if name == "string":
            return Scalar("file") if use.files and is_file(flat) else leaves.string(flat)
        if name == "number" and flat.get("format") == "decimal":
            return Scalar("decimal number")
        return Scalar(_SCALARS[name])

    def _array(self, flat: Mapping[str, Any], use: Use) -> Shape:
        item = use.within("Item", files=use.files)
        prefix, most = flat.get("prefixItems"), schemas.count(flat, "maxItems")
        rest = None if flat.get("items") is False else self._read(flat.get("items", True), item)
        if not isinstance(prefix, list) or not prefix:
            return Array(rest or ANY)
        items = tuple(self._read(schema, item) for schema in prefix[:most])
        if most is not None and most <= len(prefix):
            rest = None
        least = min(schemas.count(flat, "minItems") or 0, len(items))
        found = Tuple(items, rest, least)
        return found if len(items) - least < _MOST_LENGTHS else Array(union(items_of(found)))

    def _object(self, flat: Mapping[str, Any], use: Use, *, own: bool) -> Shape:
        declared = schemas.properties(flat)
        additional = flat.get("additionalProperties", True)
        patterned = bool(flat.get("patternProperties"))
        if not declared:
            if patterned or not isinstance(additional, Mapping):
                return Map(ANY)
            return Map(self._read(additional, use.within("Value", files=max(use.files - 1, 0))))
        once = (use.plain, repr(flat))
        if not own and not use.files and self._same_both_ways(flat):
            if once in self._inline:
                return Named(self._inline[once])
            use = replace(use, name=use.plain)
        name = use.name if own else self._namespace.claim(use.name)
        if not own:
            self._inline[once] = name
        closed = additional is False and not patterned
        description = schemas.text(flat, "description")
        named = replace(use, name=name)
        # Claims its place before its members are read, so that classes come in reading order.
        self.models.classes[name] = ModelClass(name, description, (), closed)
        fields = tuple(self._fields(flat, declared, named))
        self.models.classes[name] = ModelClass(name, description, fields, closed)
        return Named(name)

    def _same_both_ways(self, flat: Mapping[str, Any]) -> bool:
        return not directions.is_directional(flat, self._directional)

    def _fields(
        self, flat: Mapping[str, Any], declared: Mapping[str, Schema], use: Use
    ) -> Iterable[Field]:
        required = set(schemas.required(flat))
        names = attributes.attributes(declared)
        for name, schema in declared.items():
            if directions.hidden(schema, use.direction, self._target):
                continue
            member = use.within(name, files=max(use.files - 1, 0))
            annotated = schemas.flatten(schema, self._target) if isinstance(schema, Mapping) else {}
            yield Field(
                name=name,
                attribute=names[name],
                shape=self._read(schema, member),
                required=name in required,
                description=schemas.text(schema, "description"),
                rule=rules.rule(schema, self._target),
                default=annotated.get("default"),
                has_default="default" in annotated,
            )
