"""Knows where an OpenAPI document keeps its schemas, and a schema its parts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from exactapi.schemas.operations import ADDITIONAL, METHODS
from exactapi.schemas.pointers import join

_MAPS_OF_OBJECTS: Final = frozenset(
    {
        ADDITIONAL,
        "callbacks",
        "content",
        "encoding",
        "headers",
        "mediaTypes",
        "parameters",
        "pathItems",
        "paths",
        "requestBodies",
        "responses",
        "webhooks",
    }
)
_WITH_SCHEMAS: Final = _MAPS_OF_OBJECTS | {*METHODS, "components", "requestBody"}
"""Other names are no part of OpenAPI: a `schema` below them is only a word."""

SCHEMA_MAPS: Final = frozenset(
    {"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"}
)
"""Keywords whose value holds schemas under names."""

SCHEMA_KEYWORDS: Final = frozenset(
    {
        "additionalProperties",
        "allOf",
        "anyOf",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "oneOf",
        "prefixItems",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords whose value is a schema or a list of schemas."""


def subschemas(schema: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the schemas directly inside a schema, each with the way to it."""
    for keyword, value in schema.items():
        if keyword in SCHEMA_MAPS and isinstance(value, Mapping):
            yield from (((keyword, name), each) for name, each in value.items())
        elif keyword in SCHEMA_KEYWORDS and isinstance(value, list):
            yield from (((keyword, index), each) for index, each in enumerate(value))
        elif keyword in SCHEMA_KEYWORDS:
            yield (keyword,), value


def schema_roots(node: Mapping[str, Any], pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the pointer and value of each schema that an OpenAPI object holds, the outermost."""
    for key, value in node.items():
        place = join(pointer, key)
        if key in ("itemSchema", "schema"):
            yield place, value
        elif key == "schemas" and isinstance(value, Mapping):
            yield from ((join(place, name), each) for name, each in value.items())
        elif key not in _WITH_SCHEMAS:
            continue
        elif isinstance(value, Mapping):
            for child, below in _objects(key, value, place):
                yield from schema_roots(child, below)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for index, child in enumerate(value):
                if isinstance(child, Mapping):
                    yield from schema_roots(child, join(place, index))


def _objects(
    key: str, value: Mapping[str, Any], place: str
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield the OpenAPI objects under a key: one, or those of a map, whose names mean nothing."""
    if key not in _MAPS_OF_OBJECTS:
        yield value, place
        return
    for name, child in value.items():
        is_extension = key == "paths" and name.startswith("x-")
        if isinstance(child, Mapping) and not is_extension:
            below = join(place, name)
            if key == "callbacks":
                yield from _objects("paths", child, below)
            else:
                yield child, below
