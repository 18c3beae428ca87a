"""An open-loop load generator: requests leave when they are due, whatever became of those before.

A closed loop waits with the server and so never overloads it. A request's time runs from when it
was due, also while it waits for a free connection here (coordinated omission).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, cast

import httptools
import uvloop

CONNECTIONS: Final = 256
_TICK: Final = 0.001
_PROBES: Final = 20
"""Health checks per second, on a connection of their own."""
_PROBE: Final = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
_PATIENCE: Final = 10.0
"""Seconds for what is under way at the end."""


@dataclass(slots=True)
class Outcomes:
    """Seconds that each answer took, by its status; `probes` are those of the health checks."""

    seconds: float
    answers: dict[int, list[float]] = field(default_factory=dict)
    probes: dict[int, list[float]] = field(default_factory=dict)
    lost: int = 0

    def rate(self, status: int) -> float:
        return len(self.answers.get(status, ())) / self.seconds


def percentile(waits: list[float], share: float = 0.99) -> float:
    """Return the wait that this share of them does not exceed; zero where there is none."""
    return sorted(waits)[int(len(waits) * share)] if waits else 0.0


def load(port: int, next_request: Callable[[], bytes], rate: float, seconds: float) -> Outcomes:
    """Send `rate` requests a second to 127.0.0.1:`port`."""
    return uvloop.run(_run(port, next_request, rate, seconds))


async def _run(
    port: int, next_request: Callable[[], bytes], rate: float, seconds: float
) -> Outcomes:
    outcomes = Outcomes(seconds)
    free: deque[_Client] = deque()
    for _ in range(CONNECTIONS):
        free.append(await _connect(port, outcomes.answers, free))
    probes: deque[_Client] = deque()
    probes.append(await _connect(port, outcomes.probes, probes))
    began = time.perf_counter()
    waiting: deque[float] = deque()
    sent = probed = 0
    while (now := time.perf_counter() - began) < seconds:
        while sent < now * rate:
            waiting.append(began + sent / rate)
            sent += 1
        while waiting and free:
            free.popleft().send(next_request(), waiting.popleft())
        if probed < now * _PROBES and probes:
            probes.popleft().send(_PROBE, time.perf_counter())
            probed += 1
        await asyncio.sleep(_TICK)
    ends = time.perf_counter() + _PATIENCE
    while len(free) < CONNECTIONS and time.perf_counter() < ends:  # noqa: ASYNC110  answers set no event
        await asyncio.sleep(0.01)
    outcomes.lost = sent - len(waiting) - sum(map(len, outcomes.answers.values()))
    return outcomes


async def _connect(port: int, answers: dict[int, list[float]], free: "deque[_Client]") -> "_Client":
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: _Client(answers, free), "127.0.0.1", port)
    return client


class _Client(asyncio.Protocol):
    """One connection, one request at a time; the parser calls the `on_` method."""

    def __init__(self, answers: dict[int, list[float]], free: "deque[_Client]") -> None:
        self._answers = answers
        self._free = free
        self._parser = httptools.HttpResponseParser(self)
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # what TCP gives
        self._port = transport.get_extra_info("peername")[1]

    def connection_lost(self, _error: Exception | None) -> None:
        """Let another one take its place; what it waited for is lost."""
        with suppress(ValueError):
            self._free.remove(self)
        self._replacing = asyncio.create_task(self._replace())

    async def _replace(self) -> None:
        with suppress(OSError):  # a server without a place for it has one connection less
            self._free.append(await _connect(self._port, self._answers, self._free))

    def send(self, request: bytes, due: float) -> None:
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        self._answers.setdefault(status, []).append(time.perf_counter() - self._due)
        self._free.append(self)
