"""The canonical OpenAPI document as the runtime reads it: one read, lazily compiled schemas."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

from exactapi.errors import ExactAPIError
from exactapi.schemas.directions import Direction
from exactapi.schemas.identities import Identities
from exactapi.schemas.operations import path_item_of
from exactapi.schemas.pointers import join, member, pointer_of, tokens, value_at
from exactapi.schemas.validators import DirectedSchemas, Validator

_ABSENT: Final[Any] = object()


class DocumentError(ExactAPIError):
    """Raised when the document lacks what it is asked for; the message names the pointer."""


@dataclass(frozen=True, slots=True)
class Located:
    """An object of the document and the pointer of the place where it really stands."""

    pointer: str
    node: Mapping[str, Any]

    def child(self, *path: str) -> str:
        """Return the pointer of a place below this one."""
        return join(self.pointer, *path)

    @property
    def schema(self) -> str | None:
        """Return the pointer of its schema, if it has one: of a parameter, header or media type."""
        return self.child("schema") if "schema" in self.node else None

    @property
    def item_schema(self) -> str | None:
        """Return the pointer of the schema of each item, if it has one: of a media type."""
        return self.child("itemSchema") if "itemSchema" in self.node else None


class Contract:
    """The document: `raw` is served as it is, `document` is its value.

    Schemas are named by their JSON pointer; `validator` compiles each on first use.
    """

    def __init__(self, document: Mapping[str, Any], raw: bytes) -> None:
        self.document = document
        self.raw = raw
        self._schemas: dict[Direction, DirectedSchemas] = {}
        self._validators: dict[tuple[str, Direction], Validator] = {}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read `generated/openapi.json`.

        Raises:
            OSError: the file cannot be read.
            DocumentError: it is not JSON, so the generator did not write it.
        """
        raw = path.read_bytes()
        try:
            return cls(json.loads(raw), raw)
        except ValueError as error:
            raise DocumentError(f"{path}: {error}; run `exactapi generate`") from error

    def locate(self, pointer: str) -> Located:
        """Return the object at a pointer, `$ref`s followed on the way and at the end.

        Not for schemas: there a `$ref` may have siblings that count.

        Raises:
            DocumentError: there is none, or its `$ref` leads out of the document or in a circle.
        """
        return self._locate(pointer, seen=())

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the object itself, or the one that its `$ref` leads to."""
        reference = node.get("$ref")
        if isinstance(reference, str):
            return self.locate(self._target(reference)).node
        return node

    def parameters(self, operation: str) -> list[Located]:
        """Return the Parameter Objects of an operation, those of its path item included.

        A parameter of the operation replaces the path item's of the same name and location.
        """
        found: dict[tuple[str, str], Located] = {}
        for owner in (self.locate(path_item_of(operation)), self.locate(operation)):
            for index in range(len(owner.node.get("parameters", ()))):
                parameter = self.locate(owner.child("parameters", str(index)))
                location, name = parameter.node["in"], parameter.node["name"]
                found[parameter_key(location, name)] = parameter
        return list(found.values())

    @cached_property
    def security_schemes(self) -> dict[str, Mapping[str, Any]]:
        """Return the Security Scheme Objects by their names."""
        declared = self.document.get("components", {}).get("securitySchemes", {})
        return {name: self.resolve(scheme) for name, scheme in declared.items()}

    def schema(self, pointer: str) -> Mapping[str, Any] | bool:
        """Return the schema (an object or a boolean) at a pointer, its own `$ref` not followed.

        Nor are those of the schemas around it: they stand beside what the pointer names.
        """
        found: Mapping[str, Any] | bool = value_at(self.document, pointer, _ABSENT)
        if found is _ABSENT:
            raise _nothing(pointer)
        return found

    @cached_property
    def identities(self) -> Identities:
        """Return the schemas that have names."""
        return Identities(self.document)

    def referred(self, pointer: str) -> str | None:
        """Return the pointer that the `$ref` of the schema at a pointer leads to, if it has one."""
        schema = self.schema(pointer)
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        if not isinstance(reference, str):
            return None
        return self.identities.target(reference, self.identities.base(pointer)) or None

    def validator(self, pointer: str, direction: Direction) -> Validator:
        """Return the compiled schema at a pointer, for what clients send or what they are sent.

        Raises:
            SchemaError: it cannot be compiled.
        """
        key = pointer, direction
        if key not in self._validators:
            self._validators[key] = self.schemas(direction).compile(pointer)
        return self._validators[key]

    def schemas(self, direction: Direction) -> DirectedSchemas:
        """Return all schemas, adapted to what clients send or what they are sent."""
        if direction not in self._schemas:
            self._schemas[direction] = DirectedSchemas(self.document, direction, self.identities)
        return self._schemas[direction]

    def _locate(self, pointer: str, seen: tuple[str, ...]) -> Located:
        if pointer in seen:
            raise DocumentError(f"#{pointer}: this $ref leads back to itself")
        place, node = "", self.document
        for token in tokens(pointer):
            if (node := member(node, token, _ABSENT)) is _ABSENT:
                raise _nothing(pointer)
            place = join(place, token)
            if isinstance(node, Mapping) and isinstance(reference := node.get("$ref"), str):
                target = self._locate(self._target(reference), (*seen, pointer))
                place, node = target.pointer, target.node
        return Located(place, node)

    @staticmethod
    def _target(reference: str) -> str:
        pointer = pointer_of(reference)
        if pointer is None:
            raise DocumentError(f"$ref {reference!r} leads out of the document; bundle it")
        return pointer


def parameter_key(location: str, name: str) -> tuple[str, str]:
    """Return the key that no two parameters of an operation share; headers have no case."""
    return location, name.lower() if location == "header" else name


def _nothing(pointer: str) -> DocumentError:
    return DocumentError(f"#{pointer}: the document has nothing there")
