"""What can happen to a server, and a service that lives through it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from signal import SIGCONT, SIGKILL, SIGSTOP
from typing import Any, Final

import httpx2 as httpx
import psutil

from impl.app import create_app
from impl.settings import Settings
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey

Server = PostgreSQL | Valkey

AS_SHIPPED: Final[dict[str, Any]] = {
    name: Settings.model_fields[name].default for name in ("redis_timeout", "redis_patience")
}
"""How patient the service is with Redis; the tests' own settings wait for longer."""


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that has just started, whether its servers are there or not."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client


@contextmanager
def away(server: Server) -> Iterator[None]:
    """Killed without warning; back at the end, unless it has been started before."""
    _signal(server, SIGKILL)
    server.stop()
    try:
        yield
    finally:
        if server.process is None or server.process.poll() is not None:
            server.start()


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """Takes connections and bytes, but does nothing with them."""
    _signal(server, SIGSTOP)
    try:
        yield
    finally:
        _signal(server, SIGCONT)


def _signal(server: Server, signal: int) -> None:
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    for each in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # a worker that ends by itself
            each.send_signal(signal)
