"""A storm of connections: all of them at once, each with one request."""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import httptools
import uvloop

CONNECTIONS: Final = 2_000
_PATIENCE: Final = 30.0
_DESCRIPTORS: Final = 8_192


@dataclass(slots=True)
class Storm:
    """Answers by their status, and the seconds until the last one; `lost` had none."""

    statuses: Counter[int]
    lost: int
    seconds: float


def allow_connections() -> None:
    """Let this process, and those that it starts, have enough descriptors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def storm(port: int, next_request: Callable[[], bytes], connections: int = CONNECTIONS) -> Storm:
    """Connect so many times to 127.0.0.1:`port` without waiting for one another."""
    return uvloop.run(_run(port, [next_request() for _ in range(connections)]))


async def _run(port: int, requests: list[bytes]) -> Storm:
    began = time.perf_counter()
    answers = await asyncio.gather(*(_ask(port, each) for each in requests), return_exceptions=True)
    statuses = Counter(each for each in answers if isinstance(each, int))
    return Storm(statuses, len(requests) - statuses.total(), time.perf_counter() - began)


async def _ask(port: int, request: bytes) -> int:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(_PATIENCE):
        transport, client = await loop.create_connection(
            lambda: _Client(request), "127.0.0.1", port
        )
        try:
            return await client.status
        finally:
            transport.close()


class _Client(asyncio.Protocol):
    """One request; the parser calls the `on_` method."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._parser = httptools.HttpResponseParser(self)
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.WriteTransport", transport).write(self._request)  # what TCP gives

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.status.done():
            self.status.set_exception(error or ConnectionError("the server has hung up"))

    def on_message_complete(self) -> None:
        if not self.status.done():
            self.status.set_result(self._parser.get_status_code())
