"""JSON Schema (2020-12, as in the canonical document) seen as one flat object per schema."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Any
"""A JSON value that the document uses as a schema; a mapping or a boolean if it is sound."""

ANNOTATIONS = frozenset(
    {
        "default",
        "deprecated",
        "description",
        "example",
        "examples",
        "externalDocs",
        "readOnly",
        "summary",
        "title",
        "writeOnly",
        "xml",
    }
)
_UNIVERSAL = ("array", "boolean", "integer", "null", "number", "object", "string")


def assertions(schema: Mapping[str, Any]) -> set[str]:
    """Return the keywords that say something about the value, not about its documentation."""
    return {key for key in schema if key not in ANNOTATIONS and not key.startswith("x-")}


def types(schema: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the declared JSON types; None when the schema leaves the type open."""
    declared = schema.get("type")
    if isinstance(declared, str):
        declared = [declared]
    if not isinstance(declared, list):
        return None
    return tuple(name for name in declared if name in _UNIVERSAL)


def allowed_values(schema: Mapping[str, Any]) -> list[Any] | None:
    """Return the values of `enum` or `const`; None without either."""
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if isinstance(values, list) else None


def properties(schema: Mapping[str, Any]) -> dict[str, Schema]:
    declared = schema.get("properties")
    return declared if isinstance(declared, dict) else {}


def required(schema: Mapping[str, Any]) -> list[str]:
    declared = schema.get("required")
    return (
        [name for name in declared if isinstance(name, str)] if isinstance(declared, list) else []
    )


def count(schema: Mapping[str, Any], keyword: str) -> int | None:
    """Return the value of `minItems` or `maxItems`; None without it."""
    declared = schema.get(keyword)
    if isinstance(declared, bool) or not isinstance(declared, int | float) or declared < 0:
        return None
    return int(declared)


def flatten(schema: Mapping[str, Any], resolve: Callable[[str], Schema]) -> dict[str, Any]:
    """Return the schema without `$ref` and `allOf`: their parts merged into one.

    What two parts say differently is widened, never narrowed below what both accept.
    """
    several = parts(schema, resolve)
    merged: dict[str, Any] = {}
    for part in several:
        _merge(merged, part)
    if sum("properties" in part or "additionalProperties" in part for part in several) > 1:
        merged.pop("additionalProperties", None)
    return merged


def parts(schema: Schema, resolve: Callable[[str], Schema]) -> list[Mapping[str, Any]]:
    """Return a schema and what its `$ref` and `allOf` lead to, each without these two.

    Each reference is followed once: to say the same again changes nothing.
    """
    found: list[Mapping[str, Any]] = []
    seen: set[str] = set()
    pending = [schema]
    while pending:
        schema = pending.pop()
        if not isinstance(schema, Mapping):
            continue
        if own := {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}:
            found.append(own)
        pending.extend(reversed(schema.get("allOf") or ()))
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            pending.append(resolve(reference))
    return found


def _merge(merged: dict[str, Any], part: Mapping[str, Any]) -> None:
    """Adds a part; of two annotations, and of two alternatives, the first stays."""
    for key, value in part.items():
        if key == "properties" and isinstance(value, dict):
            merged[key] = _with_properties(merged.get(key), value)
        elif key not in merged:
            merged[key] = value
        elif key == "required":
            merged[key] = [*required(merged), *required(part)]
        elif key == "type":
            merged[key] = _both_types(types(merged) or (), types(part) or ())
        elif key == "items":
            merged[key] = _both(merged[key], value)
        elif key == "enum" and isinstance(value, list):
            merged[key] = [item for item in merged[key] if item in value] or merged[key]


class _Properties(dict[str, Schema]):
    """Properties of several parts together, which belong to no part: they may grow."""


def _with_properties(merged: Any, properties: dict[str, Schema]) -> dict[str, Schema]:
    if not isinstance(merged, dict):
        return properties
    both = merged if isinstance(merged, _Properties) else _Properties(merged)
    for name, schema in properties.items():
        if name not in both:
            both[name] = schema
        elif both[name] != schema:
            both[name] = _both(both[name], schema)
    return both


def _both(one: Schema, other: Schema) -> Schema:
    """Flat, where three parts or more speak of the same: what nests too deeply is not read."""
    if isinstance(one, dict) and one.keys() == {"allOf"} and isinstance(one["allOf"], list):
        return {"allOf": [*one["allOf"], other]}
    return {"allOf": [one, other]}


def _both_types(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    both = [name for name in one if name in other]
    if "integer" not in both and "integer" in {*one, *other} and "number" in {*one, *other}:
        both.append("integer")
    return both


def shapes_something(flat: Mapping[str, Any]) -> bool:
    """Return whether a branch names members or another type, not just bounds."""
    return bool(
        properties(flat) or {"type", "enum", "const", "anyOf", "oneOf", "items"} & flat.keys()
    )


def text(schema: Schema, keyword: str) -> str:
    value = schema.get(keyword) if isinstance(schema, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def contradicts(schema: Schema, resolve: Callable[[str], Schema]) -> bool:
    """Return whether its parts have no type in common, so that no value is valid."""
    return isinstance(schema, Mapping) and types(flatten(schema, resolve)) == ()
