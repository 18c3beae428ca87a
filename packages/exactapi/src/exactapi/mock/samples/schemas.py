"""The runtime's own schemas of one document and direction: looked up, judged, self-contained."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from jsonschema_rs import (
    CanonicalSchema,
    Draft202012Validator,
    ReferencingError,
    canonical,
    canonicalize,
)

from exactapi.problems import JsonValue
from exactapi.schemas.directions import Direction
from exactapi.schemas.pointers import join, pointer_of, tokens
from exactapi.schemas.validators import PATTERN_OPTIONS, DirectedSchemas

Schema = bool | dict[str, Any]

ROOT = "/components/schemas/Root"
"""The pointer of a schema that `Schemas.resolved` has resolved."""

_MOST_JUDGES = 20_000
"""Merged schemas are made anew for each sample, so what is compiled for them must go."""


class Schemas:
    """Schemas from here may be combined freely: their references are absolute."""

    def __init__(self, document: Mapping[str, Any], direction: Direction) -> None:
        self._direction: Direction = direction
        self._directed = DirectedSchemas(document, direction)
        self._at: dict[str, Schema] = {}
        self._targets: dict[str, Schema] = {}
        self._names = {
            self._directed.uri(pointer): pointer
            for name in document.get("components", {}).get("schemas", {})
            for pointer in [join("/components/schemas", name)]
        }
        self._judges: dict[int, tuple[Schema, Callable[[JsonValue], bool]]] = {}

    def at(self, pointer: str) -> Schema:
        """Return the schema at an RFC 6901 pointer into the document, as the direction reads it."""
        return self._at.setdefault(pointer, {"$ref": self._directed.uri(pointer)})

    def target(self, uri: str) -> Schema:
        """Return the schema that a `$ref` names; the same object each time.

        Raises:
            ReferencingError: it needs the base URI of an `$id`, which we do not follow.
        """
        if uri not in self._targets:
            found = self._directed.registry.resolver("").lookup(uri).contents
            self._targets[uri] = cast("Schema", found)
        return self._targets[uri]

    def discriminator_value(self, uri: str, mapping: Mapping[str, str]) -> str | None:
        """Return the discriminator's value for the component schema that a `$ref` names."""
        for value, reference in mapping.items():
            pointer = pointer_of(reference) or join("/components/schemas", reference)
            if self._names.get(uri) == pointer:
                return value
        return tokens(self._names[uri])[-1] if uri in self._names else None

    def difference(self, schema: Schema, others: list[Schema]) -> Schema | None:
        """Return a schema of what only `schema` admits; None where it cannot be written down."""
        form = self._canonical({"allOf": [schema, *({"not": other} for other in others)]})
        if form is None or form.satisfiability() == canonical.Satisfiability.NO:
            return None
        difference = cast("Schema", form.to_json_schema())
        # Its own definitions have names of their own, which mean nothing elsewhere.
        return None if isinstance(difference, dict) and "$defs" in difference else difference

    def resolved(self, schema: Schema) -> "Schemas | None":
        """Make an equal schema at `ROOT` without `$id`, anchors, `$dynamicRef`; None if unknown."""
        form = self._canonical(schema)
        whole = None if form is None else form.to_json_schema()
        if not isinstance(whole, dict):
            return None
        kept = {key: value for key, value in whole.items() if key not in ("$defs", "$schema")}
        document = {"components": {"schemas": {"Root": kept}}, "$defs": whole.get("$defs", {})}
        return Schemas(document, self._direction)

    def is_empty(self, schema: Schema) -> bool:
        """Return whether it is certain that no value satisfies the schema."""
        form = self._canonical(schema)
        return form is not None and form.satisfiability() == canonical.Satisfiability.NO

    def _canonical(self, schema: Schema) -> CanonicalSchema | None:
        try:
            form = canonicalize(schema, registry=self._directed.registry, validate_formats=True)
        except (canonical.CanonicalizationError, ReferencingError):
            return None
        return None if form.kind == canonical.CanonicalKind.RAW else form

    def accepts(self, schema: Schema, value: JsonValue) -> bool:
        if isinstance(schema, bool):
            return schema
        known = self._judges.get(id(schema))
        if known is None:
            validator = Draft202012Validator(
                schema,
                registry=self._directed.registry,
                validate_formats=True,
                pattern_options=PATTERN_OPTIONS,
            )
            if len(self._judges) > _MOST_JUDGES:
                self._judges.clear()
            # The schema is kept so that its id is not given to another one.
            known = self._judges[id(schema)] = (schema, validator.is_valid)
        return known[1](value)

    def closed(self, schema: Schema) -> Schema:
        """Return an equal schema that carries in `$defs` everything it refers to."""
        if isinstance(schema, bool):
            return schema
        definitions: dict[str, Schema] = {}
        names: dict[str, str] = {}

        def carry(uri: str) -> str:
            if uri.startswith("#"):
                return uri  # in an extension or an example: references from here are absolute
            if uri not in names:
                names[uri] = name = str(len(names))
                definitions[name] = True
                definitions[name] = _with_references(self.target(uri), carry)
            return f"#/$defs/{names[uri]}"

        closed: dict[str, Any] = _with_references(schema, carry)
        return closed | ({"$defs": definitions} if definitions else {})


def _with_references(node: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(node, dict):
        return {
            key: rename(value)
            if key == "$ref" and isinstance(value, str)
            else _with_references(value, rename)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_with_references(value, rename) for value in node]
    return node
