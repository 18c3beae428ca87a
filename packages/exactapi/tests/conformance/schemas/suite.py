"""The official JSON Schema tests (draft 2020-12), as operations of an OpenAPI document.

Each schema of the suite becomes the request body of one operation. A schema of the suite is a
document of its own and an OpenAPI document is not, so moving one in needs care: a reference to
`#` becomes one to the schema's new place. A schema that has `$id`, or anchors, whose names are
the document's in OpenAPI, stays a resource of its own: it keeps its `$id` or is given one.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[5]
SUITE = Path(
    os.environ.get("JSON_SCHEMA_TEST_SUITE", ROOT / ".." / "shared" / "json-schema-test-suite")
)
DRAFT = SUITE / "draft2020-12"

_VALUES = frozenset({"const", "default", "enum", "examples"})
_OF_A_RESOURCE = frozenset({"$id", "$anchor", "$dynamicAnchor", "$dynamicRef"})


@dataclass(frozen=True)
class Group:
    """One schema of the suite with its instances; `key` names it in our documents."""

    key: str
    file: str
    description: str
    schema: Any
    tests: tuple[dict[str, Any], ...]


def files(*, optional: bool) -> list[str]:
    """Names below the draft's folder; empty where there is no suite."""
    if not optional:
        return sorted(path.name for path in DRAFT.glob("*.json"))
    found = (DRAFT / "optional").rglob("*.json")
    return sorted(path.relative_to(DRAFT).as_posix() for path in found)


def groups(file: str) -> Iterator[Group]:
    stem = file.removesuffix(".json").replace("/", "-")
    for index, group in enumerate(json.loads((DRAFT / file).read_text(encoding="utf-8"))):
        yield Group(
            f"{stem}-{index}",
            file,
            group["description"],
            group["schema"],
            tuple(group["tests"]),
        )


def document(wanted: list[Group]) -> dict[str, Any]:
    """An OpenAPI document with one operation for each group."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "JSON Schema Test Suite", "version": "1"},
        "paths": {f"/{group.key}": {"post": _operation(group.key)} for group in wanted},
        "components": {"schemas": {group.key: _moved(group) for group in wanted}},
    }


def _operation(key: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{key}"}
    return {
        "operationId": key,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"204": {"description": "The instance is valid."}},
    }


def _moved(group: Group) -> Any:
    if _is_resource(group.schema):
        return {"$id": f"https://suite.example/{group.key}/schema"} | group.schema
    return _rebased(group.schema, f"#/components/schemas/{group.key}")


def _is_resource(schema: Any) -> bool:
    if isinstance(schema, list):
        return any(map(_is_resource, schema))
    if not isinstance(schema, dict):
        return False
    own = (key in schema and isinstance(schema[key], str) for key in _OF_A_RESOURCE)
    below = (_is_resource(value) for key, value in schema.items() if key not in _VALUES)
    return any(own) or any(below)


def _rebased(schema: Any, place: str) -> Any:
    if isinstance(schema, list):
        return [_rebased(each, place) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: place + value[1:]
        if key == "$ref" and isinstance(value, str) and value.startswith("#")
        else value
        if key in _VALUES
        else _rebased(value, place)
        for key, value in schema.items()
    }
