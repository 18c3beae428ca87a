"""A document of one operation, and exchanges of it that are seeded."""

import base64
import json
from typing import Any

from exactapi.fuzz.exchanges import Exchange
from exactapi.fuzz.reach.reach import Reach

PET = "9d2b9d3c-3f4e-4e0a-9d8e-0f5f6c6d7e8f"
LABEL = "PUT /pets/{id}"
BODY = f"/paths/~1pets~1{{id}}/put/requestBody/content/{'application~1json'}/schema"


def document(
    schema: Any = True,
    *,
    parameters: tuple[Any, ...] = (),
    media_type: str = "application/json",
    **components: Any,
) -> dict[str, Any]:
    """One that takes a body of a schema."""
    uuid = {"type": "string", "format": "uuid"}
    identity = {"name": "id", "in": "path", "required": True, "schema": uuid}
    operation = {
        "parameters": [identity, *parameters],
        "requestBody": {"required": True, "content": {media_type: {"schema": schema}}},
        "responses": {
            "200": {"description": "changed"},
            "4XX": {"description": "refused"},
            "500": {"description": "failed"},
            "405": {"$ref": "#/components/responses/RuntimeMethodNotAllowed"},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "/v1"}],
        "paths": {"/pets/{id}": {"put": operation}},
        "components": {"schemas": components},
    }


def exchange(
    body: Any,
    status: int,
    *,
    url: str = f"/v1/pets/{PET}",
    media_type: str = "application/json",
    method: str = "PUT",
) -> Exchange:
    """A request, and a response that has a code of the contract if it is 422."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    problem = json.dumps({"errors": [{"pointer": "#", "code": "type", "detail": "d"}]}).encode()
    request = {
        "method": method,
        "uri": f"http://localhost:8000{url}",
        "headers": {"Content-Type": [media_type]},
        "body": {"$base64": base64.b64encode(content).decode()},
    }
    response = {
        "status_code": status,
        "headers": {"content-type": ["application/problem+json"]},
        "content": {"$base64": base64.b64encode(problem).decode()},
    }
    return Exchange({}, request, response)


def reached(document: dict[str, Any], *exchanges: Exchange, root: str = "") -> Reach:
    reach = Reach(document, [LABEL], root)
    for each in exchanges:
        reach.add(each)
    return reach


def sides(reach: Reach, *, below: str = "") -> dict[str, str]:
    """The sides that were seen of each keyword below a place, by the end of its pointer."""
    return {
        place.removeprefix(f"{below}/" if below else ""): " ".join(sorted(seen))
        for place, seen in reach.operations[LABEL].keywords.items()
        if place.startswith(below)
    }
