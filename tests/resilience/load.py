"""Open-loop load: requests leave at a steady rate, whatever becomes of those before them.

A closed loop would wait with the service, and so never see an outage (coordinated omission).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx2 as httpx

Send = Callable[[], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one request; times are of `time.monotonic`."""

    began: float
    ended: float
    response: httpx.Response


@dataclass(slots=True)
class Load:
    """`async with Load(send, rate=50) as load:` sends until the block ends, then waits for all."""

    send: Send
    rate: float
    outcomes: list[Outcome] = field(default_factory=list)
    lateness: float = 0.0
    """Seconds that the event loop was late at most: by so much the machine delays any answer."""
    _requests: set[asyncio.Task[None]] = field(default_factory=set)
    _clock: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Load":
        self._clock = asyncio.create_task(self._tick())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._clock is not None:
            self._clock.cancel()
            await asyncio.gather(self._clock, return_exceptions=True)
        await asyncio.gather(*self._requests)

    def statuses(self) -> Counter[int]:
        return Counter(outcome.response.status_code for outcome in self.outcomes)

    async def _tick(self) -> None:
        due = time.monotonic()
        while True:
            request = asyncio.create_task(self._one())
            self._requests.add(request)
            due += 1 / self.rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self.lateness = max(self.lateness, time.monotonic() - due)

    async def _one(self) -> None:
        began = time.monotonic()
        response = await self.send()
        self.outcomes.append(Outcome(began, time.monotonic(), response))
