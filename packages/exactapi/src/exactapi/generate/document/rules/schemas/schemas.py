"""Are the schemas valid JSON Schema 2020-12, with patterns that the validator can run?

What is not valid is refused and left out, so that every schema of the canonical document compiles.
An annotation that only people read decides nothing: it is left out with a warning.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import nearest
from exactapi.schemas.formats import FORMAT_OF_ENCODING
from exactapi.schemas.patterns import LONG, is_slow, translated
from exactapi.schemas.pointers import join

_META = jsonschema_rs.validator_for({"$ref": "https://json-schema.org/draft/2020-12/schema"})
_SLASHED = re.compile(r"/.+/[dgimsuvy]*", re.DOTALL)
"""A regular expression as JavaScript writes it."""
_LARGE_COUNT = re.compile(r"(?<=[{,])[0-9]{4,}(?=[,}])")
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_MEANT = {
    "any": "leave `type` out: then any value is allowed",
    "file": "write `type: string` with `format: binary`",
}
"""Names that others have for what is no type here."""
_WRITTEN = {
    "array": "a list",
    "object": "an object",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_ANNOTATIONS = frozenset({"title", "description", "examples", "deprecated", "$comment"})
"""JSON Schema Validation 2020-12, section 9, without those that the runtime reads."""


class SchemaRules:
    """Checks the schemas of a canonical document, in place."""

    def __init__(self, document: dict[str, Any], findings: Findings) -> None:
        self._document = document
        self._findings = findings

    def check(self) -> None:
        for pointer, schema in list(schemas_of(self._document, Member("document"), "")):
            if isinstance(schema, dict):
                self._valid(pointer, schema)
        for pointer, schema in list(schemas_of(self._document, Member("document"), "", inner=True)):
            if isinstance(schema, dict):
                self._patterns(pointer, schema)
                self._content(pointer, schema)

    def _valid(self, pointer: Pointer, schema: dict[str, Any]) -> None:
        if _META.is_valid(schema):
            return
        for error in list(_META.iter_errors(schema)):
            path = [*error.instance_path]
            if not path:
                continue
            where = self._findings.places.locate(self._document, join(pointer, *path))
            reason, cure = _said(error)
            report = self._findings.warn if _is_annotation(error) else self._findings.refuse
            report("schema-invalid", where, join(pointer, *path), reason, cure)
            _remove(schema, path)

    def _patterns(self, pointer: Pointer, schema: dict[str, Any]) -> None:
        pattern = schema.get("pattern")
        if isinstance(pattern, str):
            place = join(pointer, "pattern")
            if not self._is_pattern(pattern, place):
                del schema["pattern"]
            elif _SLASHED.fullmatch(pattern):
                self._warn_slashed(pattern, place)
            elif schema.get("maxLength", math.inf) > LONG and is_slow(pattern):
                self._warn_slow(
                    pattern, place, f", or give the string a `maxLength` of at most {LONG}"
                )
        by_pattern = schema.get("patternProperties", {})
        for name in list(by_pattern):
            place = join(pointer, "patternProperties", name)
            if not self._is_pattern(name, place):
                del by_pattern[name]
            elif is_slow(name):
                self._warn_slow(name, place)

    def _content(self, pointer: Pointer, schema: dict[str, Any]) -> None:
        encoding = str(schema.get("contentEncoding"))
        if encoding in FORMAT_OF_ENCODING and "format" not in schema:
            reason = f"nothing checks whether a text is {encoding}: `contentEncoding` only tells"
            self._warn_unchecked(
                join(pointer, "contentEncoding"), reason, FORMAT_OF_ENCODING[encoding]
            )
        if "contentSchema" in schema:
            reason = "nothing checks the content of the text: `contentSchema` only tells"
            self._warn_unchecked(join(pointer, "contentSchema"), reason)

    def _warn_unchecked(self, pointer: Pointer, reason: str, name: str = "") -> None:
        where = self._findings.places.locate(self._document, pointer)
        cure = f"add `format: {name}`" if name else "check it in the handler"
        self._findings.warn("schema-content", where, pointer, reason, cure)

    def _warn_slashed(self, pattern: str, pointer: Pointer) -> None:
        where = self._findings.places.locate(self._document, pointer)
        reason = f"`{pattern[:100]}` looks for its slashes, too: they and flags are no part of it"
        cure = "write what stands between the slashes"
        self._findings.warn("schema-pattern", where, pointer, reason, cure)

    def _warn_slow(self, pattern: str, pointer: Pointer, or_else: str = "") -> None:
        where = self._findings.places.locate(self._document, pointer)
        reason = (
            f"`{pattern[:100]}` looks around elsewhere than at the start of a string, so a long "
            "one may take time in the square of its length"
        )
        cure = f"begin each alternative with `^`, and look ahead right after it{or_else}"
        self._findings.warn("schema-pattern", where, pointer, reason, cure)

    def _is_pattern(self, pattern: str, pointer: Pointer) -> bool:
        found = translated(pattern)
        if found is not None and found.strict:
            return True
        where = self._findings.places.locate(self._document, pointer)
        if found is None:
            reason = f"`{pattern[:100]}` is no regular expression of ECMA-262"
            cure = "correct the pattern"
            if translated(_LARGE_COUNT.sub("2", pattern)):
                reason = f"`{pattern[:100]}` counts further than the validator can"
                cure = "bound the length by `minLength` and `maxLength`"
            self._findings.refuse("schema-pattern", where, pointer, reason, cure)
        else:
            reason = f"`{pattern[:100]}` is not valid with the flag `u`: it is read as browsers do"
            cure = "write it so that every tool takes it"
            self._findings.warn("schema-pattern", where, pointer, reason, cure)
        return found is not None


def schemas_of(
    value: Any, member: Member, pointer: Pointer, *, inner: bool = False
) -> Iterator[tuple[Pointer, Any]]:
    """Walk the schemas of a document: the outermost, or also the ones inside them."""
    if member.shape != "one":
        inside = Member(member.kind)
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, item in items:
            yield from schemas_of(item, inside, join(pointer, name), inner=inner)
        return
    if member.kind == "schema":
        yield pointer, value
        if not inner:
            return
    if isinstance(value, dict):
        for name, item in value.items():
            found = member_of(member.kind, name)
            if found is not None and isinstance(item, dict | list):
                yield from schemas_of(item, found, join(pointer, name), inner=inner)


def _said(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """Return what is wrong with a schema, and the cure; what people often write has its own."""
    keyword, value = error.instance_path[-1], error.instance
    if keyword == "type" and _holds_null(value):
        return "null without quotes is a value, not the name of a type", 'write "null" in quotes'
    if keyword == "required" and isinstance(value, bool):
        cure = "name the members that are required in a list, beside `properties`"
        return "`required` is a list of names, and says nothing of the schema that it is in", cure
    if keyword == "type":
        return _said_of_types([value] if isinstance(value, str) else value)
    wanted = error.kind.as_dict().get("types", [""])[0]
    return error.message[:200], _write(wanted, value)


def _said_of_types(types: Any) -> tuple[str, str]:
    names = types if isinstance(types, list) else []
    wrong = next((str(name) for name in names if name not in _TYPES), None)
    if wrong is None:
        return "this is no type, nor a list of types", f"write one of {', '.join(_TYPES)}"
    others = f"write one of {', '.join(_TYPES)}{nearest(wrong, list(_TYPES))}"
    return f"`{wrong[:100]}` is no type", _MEANT.get(wrong.lower(), others)


def _write(wanted: str, value: Any) -> str:
    """Return the cure of a value of another type than the one that is wanted."""
    if wanted == "string" and not isinstance(value, dict | list):
        return "quote it"
    if wanted in ("integer", "number", "boolean") and isinstance(value, str):
        return f"write {_WRITTEN[wanted]}, without quotes"
    return f"write {_WRITTEN[wanted]}" if wanted in _WRITTEN else "see JSON Schema 2020-12"


def _holds_null(types: Any) -> bool:
    return types is None or (isinstance(types, list) and None in types)


def _is_annotation(error: jsonschema_rs.ValidationError) -> bool:
    """Is the whole value of an annotation wrong? A property may have the same name."""
    name = error.instance_path[-1]
    return name in _ANNOTATIONS and error.schema_path[-3:-1] == ["properties", name]


def _remove(schema: Any, path: list[str | int]) -> None:
    """Remove what an error names; if that is gone already, its owner's removal has done it."""
    for token in path[:-1]:
        if isinstance(schema, dict) and token not in schema:
            return
        schema = schema[token]
    if isinstance(schema, dict):
        schema.pop(str(path[-1]), None)
    elif isinstance(schema, list) and isinstance(path[-1], int):
        schema[path[-1]] = True
