"""Before a socket is accepted: where it comes from, and which subprotocol it gets."""

from collections.abc import Collection, Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.types import Scope, Send

from exactapi.rejections import Forbidden, MalformedRequest
from exactapi.response.raw import RawResponse

_RESPONSE: Final = "websocket.http.response"
"""The extension of ASGI by which a handshake is refused with a response of one's own."""


def check_origin(scope: Scope, allowed: Collection[str]) -> None:
    """Refuse the pages of strangers: a browser would give them what it keeps for this service.

    Raises:
        Forbidden: the origin is neither the service's own nor among those that are allowed.
    """
    origins = _values(scope, b"origin")
    if not origins:
        return
    hosts = _values(scope, b"host")
    for origin in origins:
        if origin not in allowed and [_authority(origin)] != hosts:
            raise Forbidden("Pages of this origin may not connect.")


def subprotocol(scope: Scope, served: Sequence[str]) -> str | None:
    """Return the one that is served and offered; None where the client offers none.

    Raises:
        MalformedRequest: the client offers others only.
    """
    offered: list[str] = scope.get("subprotocols", [])
    if not offered:
        return None
    for name in served:
        if name in offered:
            return name
    known = f"offer one of: {', '.join(served)}" if served else "this operation has none"
    raise MalformedRequest(f"No subprotocol that is offered is served; {known}.")


def _authority(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # as of http://[
        return None


async def refuse(response: RawResponse, scope: Scope, send: Send) -> None:
    """Answer the handshake with a response; a server that cannot do so answers a bare 403."""
    if _RESPONSE not in scope.get("extensions", {}) or not isinstance(response.body, bytes):
        await send({"type": "websocket.close"})
        return
    await send(
        {
            "type": f"{_RESPONSE}.start",
            "status": response.status,
            "headers": response.headers,
        }
    )
    await send({"type": f"{_RESPONSE}.body", "body": response.body})


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
