"""A document of so many operations, a model for three of them, and 10 tags."""

import json
from pathlib import Path
from typing import Any, Final

_TAGS: Final = 10


def write_document(folder: Path, resources: int = 100) -> Path:
    """Three operations on each resource: read, replace and delete."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": f"{3 * resources} operations", "version": "1"},
        "paths": {f"/shelves{number}/{{id}}": _item(number) for number in range(resources)},
        "components": {
            "schemas": {
                f"Shelf{number}": _shelf((number + 1) % resources) for number in range(resources)
            }
        },
    }
    path = folder / f"{3 * resources}-operations.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _item(number: int) -> dict[str, Any]:
    shelf = {"application/json": {"schema": {"$ref": f"#/components/schemas/Shelf{number}"}}}
    tags = [f"room{number % _TAGS}"]
    identifier = {"type": "string", "format": "uuid"}
    found = {"200": {"description": "The shelf.", "content": shelf}}
    return {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": identifier}],
        "get": {
            "operationId": f"readShelf{number}",
            "tags": tags,
            "parameters": [{"name": "depth", "in": "query", "schema": {"type": "integer"}}],
            "responses": found,
        },
        "put": {
            "operationId": f"replaceShelf{number}",
            "tags": tags,
            "requestBody": {"required": True, "content": shelf},
            "responses": found,
        },
        "delete": {
            "operationId": f"deleteShelf{number}",
            "tags": tags,
            "responses": {"204": {"description": "It is gone."}},
        },
    }


def _shelf(following: int) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["id", "label"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "label": {"type": "string", "maxLength": 80},
            "width": {"type": "integer", "format": "int32", "minimum": 1},
            "built": {"type": "string", "format": "date-time"},
            "topics": {"type": "array", "items": {"type": "string"}},
            "following": {"$ref": f"#/components/schemas/Shelf{following}"},
        },
    }
