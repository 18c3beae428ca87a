"""A service with one WebSocket, served by a real uvicorn in the test's own loop."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from unit.conftest import Service

SCHEMAS: Mapping[str, Any] = {
    "Say": {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "text"],
        "properties": {"type": {"const": "say"}, "text": {"type": "string", "maxLength": 100_000}},
    },
    "Count": {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "to"],
        "properties": {"type": {"const": "count"}, "to": {"type": "integer", "minimum": 1}},
    },
    "ClientMessage": {
        "oneOf": [{"$ref": "#/components/schemas/Say"}, {"$ref": "#/components/schemas/Count"}],
        "discriminator": {"propertyName": "type"},
    },
    "ErrorMessage": {
        "type": "object",
        "required": ["type", "code", "detail"],
        "properties": {"type": {"const": "error"}},
    },
    "ServerMessage": {
        "anyOf": [
            {"$ref": "#/components/schemas/Say"},
            {"$ref": "#/components/schemas/ErrorMessage"},
        ]
    },
}
SOCKET: Mapping[str, Any] = {
    "receives": {"$ref": "#/components/schemas/ClientMessage"},
    "sends": {"$ref": "#/components/schemas/ServerMessage"},
    "error": {"$ref": "#/components/schemas/ErrorMessage"},
}
SWITCHING = {"101": {"description": "Switching."}}


def add_socket(
    service: Service, handle: Any, path: str = "/talk", *, declaration: Any = None, **said: Any
) -> None:
    """`said` are members of `x-websocket`, or of the operation."""
    extension = dict(SOCKET)
    for name in ("subprotocols", "rate-limit"):
        if (value := said.pop(name.replace("-", "_"), None)) is not None:
            extension[name] = value
    service.components.setdefault("schemas", {}).update(SCHEMAS)
    service.add(
        "GET",
        path,
        handle,
        responses=SWITCHING,
        declaration={"x-websocket": extension, **(declaration or {})},
        receives=dict[str, Any],
        success=None,
        **said,
    )


@asynccontextmanager
async def served(service: Service) -> AsyncIterator[str]:
    """The address of the service for WebSockets."""
    config = uvicorn.Config(
        service.app,
        port=0,
        ws="websockets-sansio",
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        log_level="critical",
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


async def say(client: ClientConnection, message: Any) -> None:
    await client.send(json.dumps(message))


async def heard(client: ClientConnection) -> Any:
    async with asyncio.timeout(20):
        return json.loads(await client.recv())


async def closed(client: ClientConnection) -> int:
    """The code with which the service closes; what it has sent before is passed over."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(20):
            while True:
                await client.recv()
    return int(client.close_code or 0)


async def refused(address: str, **options: Any) -> tuple[int, dict[str, Any], Mapping[str, str]]:
    """The response to a handshake that is not accepted: status, problem, headers."""
    try:
        async with connect(address, proxy=None, **options):
            raise AssertionError("the socket was accepted")
    except InvalidStatus as refusal:
        response = refusal.response
        assert response.headers["content-type"] == "application/problem+json"
        return response.status_code, json.loads(response.body), response.headers
