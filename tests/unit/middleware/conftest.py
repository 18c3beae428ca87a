"""A tiny application behind one middleware."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2 as httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send


class Application:
    """Answers 200 with what it was told to; remembers the scope."""

    def __init__(self) -> None:
        self.scope: Scope = {}
        self.route: object = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.error: Exception | None = None
        self.error_after_start: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        scope["route"] = self.route  # as routers do
        if self.error:
            raise self.error
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        if self.error_after_start:
            raise self.error_after_start
        await send({"type": "http.response.body", "body": b"{}"})


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
async def behind(
    application: Application,
) -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """`behind(Exchange, ...)`: a client of the application behind those, outermost first."""
    clients = []

    def client(*middleware: Callable[[ASGIApp], Any]) -> httpx.AsyncClient:
        app: ASGIApp = application
        for each in reversed(middleware):
            app = each(app)
        made = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver")
        clients.append(made)
        return made

    yield client
    for made in clients:
        await made.aclose()
