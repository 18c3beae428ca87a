"""A closed-loop load generator: each connection sends its next request when an answer is complete.

Ours, so that the benchmark needs nothing installed and every answer's status is checked. It runs
in the benchmark's process, which is kept off the servers' core.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import httptools
import psutil
import uvloop

CONNECTIONS = 32


class WrongAnswerError(Exception):
    """A server answered with another status than the work expects."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One window of load. `cpu_microseconds` is the server's own processor time per request."""

    requests_per_second: float
    cpu_microseconds: float
    p99_milliseconds: float


@dataclass(slots=True)
class _Window:
    opens: float
    closes: float
    connections: int
    waits: list[float] = field(default_factory=list)
    unexpected: int = 0
    lost: str = ""


def measure(
    port: int,
    next_request: Callable[[], bytes],
    expected: int,
    process: psutil.Process,
    *,
    warm_up: float,
    seconds: float,
    connections: int = CONNECTIONS,
) -> Measured:
    """Load 127.0.0.1:`port`; what happens during the `warm_up` seconds does not count.

    Raises:
        WrongAnswerError: an answer had another status, or a connection broke.
    """
    opens = time.perf_counter() + warm_up
    window = _Window(opens, opens + seconds, connections)
    cpu = uvloop.run(_run(port, next_request, expected, process, window))
    if window.unexpected or window.lost:
        found = f"status {window.unexpected}" if window.unexpected else window.lost
        raise WrongAnswerError(f"port {port}: {found} instead of {expected}")
    waits = sorted(window.waits)
    if not waits:
        raise WrongAnswerError(f"port {port}: no answer within {seconds} s")
    return Measured(
        requests_per_second=len(waits) / seconds,
        cpu_microseconds=cpu / len(waits) * 1e6,
        p99_milliseconds=waits[int(len(waits) * 0.99)] * 1000,
    )


async def _run(
    port: int,
    next_request: Callable[[], bytes],
    expected: int,
    process: psutil.Process,
    window: _Window,
) -> float:
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(window.connections):
        _transport, client = await loop.create_connection(
            lambda: _Client(next_request, expected, window), "127.0.0.1", port
        )
        clients.append(client)
    await asyncio.sleep(window.opens - time.perf_counter())
    before = processor_seconds(process)
    await asyncio.sleep(window.closes - time.perf_counter())
    used = processor_seconds(process) - before
    # Let the answers under way arrive, so that no server sees broken connections.
    await asyncio.wait([asyncio.ensure_future(client.ended) for client in clients], timeout=5)
    return used


def processor_seconds(process: psutil.Process) -> float:
    """Return what the process and its children have used, in user and system mode."""
    times = [process.cpu_times(), *(child.cpu_times() for child in process.children())]
    return sum(each.user + each.system for each in times)


class _Client(asyncio.Protocol):
    """One connection; the parser calls the `on_` methods."""

    def __init__(self, next_request: Callable[[], bytes], expected: int, window: _Window) -> None:
        self._next_request = next_request
        self._expected = expected
        self._window = window
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0.0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # what TCP gives
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.ended.done():
            self._window.lost = "a closed connection"
            self.ended.set_result(None)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        window = self._window
        if self._parser.get_status_code() != self._expected:
            window.unexpected = self._parser.get_status_code()
        if window.opens <= now < window.closes:
            window.waits.append(now - self._sent)
        if now < window.closes and not window.unexpected:
            self._send()
        elif not self.ended.done():
            self.ended.set_result(None)
            self._transport.close()

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._next_request())
