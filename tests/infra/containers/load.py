"""An open loop of requests: reads, and every fourth a write, at a rate that does not wait."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import httpx2

from tests.infra.containers.stack import Stack

MOST_AT_ONCE = 32
"""Fewer than one replica admits on a machine that is busy with other things."""
PATIENCE = 90
"""Seconds; longer than nginx and the replicas have for anything."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that was not answered with 200; its times are those of `time.monotonic`."""

    outcome: str
    method: str
    began: float
    ended: float


@dataclass
class Load:
    stack: Stack
    token: str
    per_second: int = 60
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    async def during(self, work: Callable[[], None], at_least: int) -> None:
        """Send while `work` runs in a thread, and on until there were `at_least` requests."""
        headers = {"Authorization": self.token}
        limits = httpx2.Limits(max_connections=MOST_AT_ONCE)
        timeout = httpx2.Timeout(PATIENCE, pool=None)
        async with (
            httpx2.AsyncClient(
                base_url=self.stack.url, headers=headers, timeout=timeout, limits=limits
            ) as client,
            asyncio.TaskGroup() as requests,
        ):
            working = asyncio.create_task(asyncio.to_thread(work))
            number = 0
            began = asyncio.get_running_loop().time()
            while number < at_least or not working.done():
                requests.create_task(self._send(client, number))
                number += 1
                due = began + number / self.per_second
                await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))
        await working

    async def _send(self, client: httpx2.AsyncClient, number: int) -> None:
        method, body = ("GET", None) if number % 4 else ("PATCH", {"full_name": f"Ada {number}"})
        began = time.monotonic()
        with suppress(asyncio.CancelledError):
            try:
                answer = await client.request(method, "/api/v1/users/me", json=body)
                outcome = str(answer.status_code)
            except httpx2.HTTPError as error:
                outcome = type(error).__name__
            self.outcomes[outcome] += 1
            if outcome != "200":
                self.failures.append(Failure(outcome, method, began, time.monotonic()))

    @property
    def total(self) -> int:
        return self.outcomes.total()
