"""One log event per request."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AccessLog:
    """Says method, path, status and duration; never the query, the headers or a body.

    The path is the document's template (`/users/{id}`), or null where nothing is served: what a
    client puts into a path may be a token. The request id leads from one event to the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = structlog.get_logger().bind()  # once, not at every request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._log.info(
                "request",
                method=scope["method"],
                path=_template(scope),
                status=status,
                milliseconds=round((time.perf_counter() - started) * 1000, 2),
            )


def _template(scope: Scope) -> str | None:
    """Of the route that answered, which the router leaves in the scope."""
    return getattr(scope.get("route"), "path", None)
