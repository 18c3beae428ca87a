"""How long the answer took, for browsers' developer tools (W3C Server Timing)."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ServerTiming:
    """Adds `Server-Timing: app;dur=<milliseconds to the first byte>`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def send_with_timing(message: Message) -> None:
            if message["type"] == "http.response.start":
                duration = (time.perf_counter() - started) * 1000
                value = f"app;dur={duration:.2f}".encode()
                message["headers"] = [*message.get("headers", ()), (b"server-timing", value)]
            await send(message)

        await self._app(scope, receive, send_with_timing)
