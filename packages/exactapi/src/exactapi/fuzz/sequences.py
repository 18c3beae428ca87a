"""What schemathesis must be told to send sequences (OpenAPI 3.2): a module of its hooks.

It makes bodies of `schema` alone, and writes none of these media types.
"""

import json
from collections.abc import Mapping
from typing import Any

import schemathesis


@schemathesis.hook
def before_load_schema(_context: Any, raw_schema: dict[str, Any]) -> None:
    """Describe the items of request bodies as an array, which is the same."""
    for item in raw_schema.get("paths", {}).values():
        operations = [*item.values(), *item.get("additionalOperations", {}).values()]
        for operation in operations if isinstance(item, Mapping) else ():
            if isinstance(operation, dict) and isinstance(operation.get("requestBody"), dict):
                _describe(operation["requestBody"].get("content", {}))
    for body in raw_schema.get("components", {}).get("requestBodies", {}).values():
        _describe(body.get("content", {}))


def _describe(content: dict[str, Any]) -> None:
    for declared in content.values():
        if "itemSchema" in declared and "schema" not in declared:
            declared["schema"] = {"type": "array", "items": declared["itemSchema"]}


@schemathesis.serializer(
    "application/jsonl", "application/x-ndjson", "application/ndjson", "application/x-jsonl"
)
def write_lines(_context: Any, value: Any) -> bytes:
    """Return a value that is no array cannot be written: what is sent is no JSON."""
    if not isinstance(value, list):
        return b"{"
    return b"".join(json.dumps(item).encode() + b"\n" for item in value)


@schemathesis.serializer("application/json-seq")
def write_records(_context: Any, value: Any) -> bytes:
    """Return the same for JSON text sequences."""
    if not isinstance(value, list):
        return b"{"
    return b"".join(b"\x1e" + json.dumps(item).encode() + b"\n" for item in value)


@schemathesis.serializer("text/event-stream")
def write_events(_context: Any, value: Any) -> bytes:
    """Events with a line for each field; other values cannot be written: an event of no JSON."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return b"data: {\n\n"
    return "".join("".join(map(_line, each.items())) + "\n" for each in value).encode()


def _line(field: tuple[str, Any]) -> str:
    name, value = field
    text = value if isinstance(value, str) else json.dumps(value)
    return "".join(f"{name}: {line}\n" for line in text.split("\n"))


@schemathesis.deserializer("application/json-seq")
def read_records(_context: Any, response: Any) -> list[Any]:
    """Return the values of JSON text sequences."""
    return [json.loads(each) for each in response.content.split(b"\x1e")[1:]]
