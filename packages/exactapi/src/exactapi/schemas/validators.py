"""The schemas of the document, compiled by jsonschema-rs as one JSON Schema resource.

An OpenAPI document is no JSON Schema: `$anchor`, `$id` and `$dynamicAnchor` below
`components/schemas` would not be found in it. So its schemas are gathered under the `$defs` of
one resource, each adapted to its direction (`exactapi.schemas.directions`).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, Final

import jsonschema_rs

from exactapi.errors import ExactAPIError
from exactapi.problems import JsonValue, ProblemError
from exactapi.schemas.alternatives import Alternatives
from exactapi.schemas.directions import HIDING, NO_NAMES, Adapter, Direction
from exactapi.schemas.identities import Identities
from exactapi.schemas.patterns import runnable
from exactapi.schemas.places import schema_roots, subschemas
from exactapi.schemas.pointers import fragment, fragment_of, join, tokens, value_at
from exactapi.schemas.violations import MOST_WORK, Failure, Violations
from exactapi.schemas.written import Written

Place = tuple[str, frozenset[str]]

_BASE: Final = "http://contract.invalid/openapi.json"
"""Base URI of the resource; RFC 2606 keeps the name from ever existing."""

_DEFINITIONS: Final = f"{_BASE}#/$defs/"
"""What the URI of each gathered schema begins with; its key follows."""

_ABSENT: Final[Any] = object()

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

PATTERN_OPTIONS: Final = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
"""Bounds look-around and back-references, which a linear engine cannot do; beyond it: no match."""


class SchemaError(ExactAPIError):
    """Raised when a schema cannot be compiled; the message names its pointer and the reason."""


class Validator:
    """One compiled schema. `errors` is for the few instances that `is_valid` refuses."""

    __slots__ = ("_compiled", "_violations", "is_valid")

    def __init__(
        self,
        compiled: jsonschema_rs.Validator,
        violations: Callable[[str], Violations],
    ) -> None:
        self._compiled = compiled
        self._violations = violations
        self.is_valid = compiled.is_valid

    def errors(self, instance: JsonValue, root: str = "#") -> list[ProblemError]:
        """Return what is wrong with an instance, at most 20 errors; empty when it is valid.

        `root` stands before each pointer: `#` for a body, `query.limit` for a parameter.
        """
        if self.is_valid(instance):
            return []
        return self._violations(root).describe(self._compiled, instance)

    def failures(self, instance: JsonValue) -> Iterator[Failure]:
        """Yield what the engine says of an instance; nothing where `errors` would not explain."""
        if not self._violations("").is_beyond(instance):
            yield from self._compiled.iter_errors(instance)

    def evaluated(self, instance: JsonValue) -> "list[jsonschema_rs.OutputUnit]":
        """Return the verdict of each schema about its part of an instance, where `failures` does.

        JSON Schema, section 12.4.3, but a list; the keywords of each schema follow it.
        """
        if self._violations("").is_beyond(instance):
            return []
        return self._compiled.evaluate(instance).list()["details"]


class DirectedSchemas:
    """All schemas of a document, for one direction."""

    def __init__(
        self,
        document: Mapping[str, Any],
        direction: Direction,
        identities: Identities | None = None,
    ) -> None:
        self._document = document
        self._identities = Identities(document) if identities is None else identities
        self._places: dict[Place, str] = {}
        self._pending: list[Place] = []
        self._adapter = Adapter(direction, self._identities, self._find, self._place)
        self._roots = dict(schema_roots(document))
        self._dialect = str(document.get("jsonSchemaDialect", _DIALECT))
        self._definitions: dict[str, Any] = {}
        self._written = Written(_DEFINITIONS, HIDING[direction], self._places, self._roots)
        self._alternatives = Alternatives(self._definitions, _BASE, MOST_WORK)
        for pointer in self._roots:
            self._place(pointer, NO_NAMES)
        self.registry = self._gathered()

    def uri(self, pointer: str) -> str:
        """Return the `$ref` of the schema at a pointer, for schemas that know `registry`."""
        uri = self._place(pointer, NO_NAMES)
        if self._pending:  # a schema where OpenAPI has none: in an extension
            self.registry = self._gathered()
        return uri

    def compile(self, pointer: str) -> Validator:
        """Return the validator of the schema at a pointer.

        Raises:
            SchemaError: it is no valid schema, or a `$ref` in it leads nowhere.
        """
        uri = self.uri(pointer)
        try:
            compiled = jsonschema_rs.Draft202012Validator(
                {"$ref": uri},
                registry=self.registry,
                validate_formats=True,
                pattern_options=PATTERN_OPTIONS,
            )
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise SchemaError(f"#{pointer}: {str(error).splitlines()[0]}") from error
        count = cache(partial(self._alternatives.count, uri))
        is_slow = cache(partial(self._alternatives.reaches, uri, self._adapter.is_slow))
        return Validator(compiled, partial(Violations, self._written.schema, count, is_slow))

    def adapted(self, uri: str) -> Any:
        """Return the schema at a URI as it is compiled, adapted; None if there is none."""
        if not uri.startswith(_DEFINITIONS):
            return None
        return value_at(self._definitions, fragment_of(uri).removeprefix("/$defs"))

    def pointer(self, uri: str) -> str | None:
        """Return the pointer of the keyword or schema of the document that is compiled at a URI."""
        return self._written.pointer(uri)

    def _gathered(self) -> jsonschema_rs.Registry:
        while self._pending:
            pointer, names = self._pending.pop()
            key = self._places[pointer, names]
            around = self._identities.around(pointer)
            schema = self._adapter.adapt(self._roots[pointer], names, around, copied=bool(names))
            self._definitions[key] = schema
            _declare_dialect(self._definitions[key], key, self._dialect)
        resource = {"$id": _BASE, "$schema": _DIALECT, "$defs": self._definitions}
        try:
            return jsonschema_rs.Registry([(_BASE, resource)])
        except ValueError as error:
            raise SchemaError(f"A schema of the document refers to nothing: {error}") from error

    def _find(self, pointer: str) -> Any:
        found = value_at(self._document, pointer, _ABSENT)
        if found is _ABSENT:
            raise SchemaError(f"#{pointer}: the document has no schema there")
        return found

    def _place(self, pointer: str, names: frozenset[str]) -> str:
        """Return the URI of a schema; a schema that is new is gathered as well."""
        if names:
            names = names - self._adapter.hidden_at(pointer)
        if names and not _is_dynamic(self._find(pointer)):
            self._roots.setdefault(pointer, self._find(pointer))
            root, inner = pointer, ""
        else:
            names = NO_NAMES
            root, inner = self._root_of(pointer)
        place = root, names
        if place not in self._places:
            self._places[place] = str(len(self._places))
            self._pending.append(place)
        return _BASE + fragment(f"/$defs/{self._places[place]}{_adapted(inner)}")

    def _root_of(self, pointer: str) -> tuple[str, str]:
        """Return the gathered schema that a pointer leads into, and the way from there."""
        end = len(pointer)
        while end > 0:
            if pointer[:end] in self._roots:
                return pointer[:end], pointer[end:]
            end = pointer.rfind("/", 0, end)
        self._roots[pointer] = self._find(pointer)
        return pointer, ""


def _is_dynamic(schema: Any) -> bool:
    """Return whether the meaning of a schema depends on the way to it: it cannot be copied then."""
    if not isinstance(schema, Mapping):
        return False
    if not {"$dynamicAnchor", "$dynamicRef"}.isdisjoint(schema):
        return True
    return any(_is_dynamic(each) for _, each in subschemas(schema))


def _adapted(path: str) -> str:
    """Return the way to an inner schema in the compiled copy, where patterns are written otherwise.

    What follows a member that is called `patternProperties` is a keyword, and stays as it is.
    """
    if "patternProperties" not in path:
        return path
    names = tokens(path)
    said = (
        runnable(name) if around == "patternProperties" else name
        for around, name in zip(["", *names], names, strict=False)
    )
    return join("", *said)


def _declare_dialect(schema: Any, key: str, dialect: str) -> None:
    """Let a schema of another dialect be a resource of its own: only those may have `$schema`."""
    if not isinstance(schema, dict):
        return
    if dialect.startswith("http://json-schema.org/") and "$schema" not in schema:
        schema["$schema"] = dialect
    if "$schema" in schema:
        schema.setdefault("$id", f"{_BASE}/{key}")
