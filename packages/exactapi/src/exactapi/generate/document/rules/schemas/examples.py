"""Warns of examples that do not match their schemas."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from exactapi.generate.document.rules.schemas.expansion import Expansion
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Pointer
from exactapi.schemas.pointers import fragment, join

_DOCUMENT = "urn:document"
_WITH_EXAMPLES = ("parameter", "header", "media-type")


def check_examples(document: dict[str, Any], checks: "SchemaChecks", findings: Findings) -> None:
    """Warn of every example in a schema, parameter, header or JSON body that is not valid."""
    for schema, pointer, example in list(_examples(document, Member("document"), "", document)):
        if reason := checks.error(schema, example):
            where = findings.places.locate(document, pointer)
            cure = "correct the example, or the schema"
            findings.warn("example-invalid", where, pointer, reason, cure)


class SchemaChecks:
    """Compiles each schema once; `expansion` tells what would take too long."""

    def __init__(self, document: dict[str, Any], expansion: Expansion) -> None:
        self._expansion = expansion
        self._registry = jsonschema_rs.Registry([(_DOCUMENT, document)])
        self._validators: dict[Pointer, jsonschema_rs.Validator | None] = {}

    def error(self, schema: Pointer, example: Any) -> str | None:
        if schema not in self._validators:
            self._validators[schema] = self._compile(schema)
        validator = self._validators[schema]
        if validator is None:
            return None
        if self._expansion.is_endless(schema, example):
            return "to check this would take more than a million steps"
        try:
            error = next(iter(validator.iter_errors(example)), None)
        except ValueError as refused:  # an example that the validator cannot take in
            return str(refused)
        return error.message[:200] if error else None

    def _compile(self, schema: Pointer) -> jsonschema_rs.Validator | None:
        try:
            return jsonschema_rs.validator_for(
                {"$ref": _DOCUMENT + fragment(schema)},
                registry=self._registry,
                validate_formats=True,
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
            return None  # a schema that was refused, or refers to one; that is reported already


def _examples(
    value: Any, member: Member, pointer: Pointer, document: dict[str, Any]
) -> Iterator[tuple[Pointer, Pointer, Any]]:
    """Walk the examples, each after the pointers of its schema and of itself."""
    if not isinstance(value, dict | list):
        return
    if member.shape != "one":
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, item in items:
            yield from _examples(item, Member(member.kind), join(pointer, name), document)
        return
    if not isinstance(value, dict):
        return
    if member.kind == "schema":
        for index, example in enumerate(value.get("examples", [])):
            yield pointer, join(pointer, "examples", index), example
    elif member.kind in _WITH_EXAMPLES and "schema" in value and _is_json(pointer, member):
        yield from _named(value, pointer, document)
    for name, item in value.items():
        found = member_of(member.kind, name)
        if found is not None:
            yield from _examples(item, found, join(pointer, name), document)


def _named(
    owner: dict[str, Any], pointer: Pointer, document: dict[str, Any]
) -> Iterator[tuple[Pointer, Pointer, Any]]:
    schema = join(pointer, "schema")
    if "example" in owner:
        yield schema, join(pointer, "example"), owner["example"]
    for name, value in owner.get("examples", {}).items():
        at, example = follow(document, join(pointer, "examples", name), value)
        if isinstance(example, dict) and "value" in example:
            yield schema, join(at, "value"), example["value"]


def _is_json(pointer: Pointer, member: Member) -> bool:
    """Only the examples of JSON bodies are values; others may be the text on the wire."""
    return member.kind != "media-type" or pointer.lower().endswith("json")
