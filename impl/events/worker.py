"""Runs the consumers, the relay and the clean-up until it is told to stop."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import structlog

from impl.events.backlog import Backlog
from impl.events.consumers import Consumers
from impl.events.consuming import Consuming
from impl.events.relay import Relay
from impl.events.retention import forget_old_events
from impl.observability.metrics import Metrics
from impl.settings import Settings
from impl.storage import Database
from impl.storage.postgres.idempotency import forget_expired_keys
from impl.storage.redis.client import create_redis

SHORTEST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 0.2
"""Seconds between looks at an empty queue. PostgreSQL could tell (NOTIFY), but that would take a
lock over the whole server in every transaction that publishes."""
CLEANING_PAUSES: Final = (60.0, 60.0)
MEASURING_PAUSES: Final = (5.0, 5.0)
_FAILURE_PAUSE: Final = 1.0
"""Seconds before a store that failed is tried again."""
_GRACE: Final = 20.0
"""Seconds that what is under way has to end."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """Work that is done again and again; it returns whether there was anything to do.

    After nothing it pauses for so many seconds, the shortest at first.
    """

    name: str
    work: Callable[[], Awaitable[bool]]
    shortest: float = SHORTEST_PAUSE
    longest: float = LONGEST_PAUSE


class Worker:
    def __init__(
        self,
        settings: Settings,
        database: Database,
        consumers: Consumers,
        resources: Any,
        metrics: Metrics | None,
        *,
        tasks: Sequence[Task] = (),
    ) -> None:
        """With `metrics`, count what is left to do. `tasks` are done beside those of events."""
        consuming = Consuming(settings, database, consumers, resources)
        self._redis = create_redis(settings, bounded=False)
        relay = Relay(settings, database, self._redis)
        clean = partial(_clean, settings, database)
        # A connection for the relay, and one for the clean-up and the metrics.
        self._lanes = max(1, min(settings.events_concurrency, settings.database_pool_size - 2))
        self._tasks = [
            Task("relay", relay.relay),
            Task("cleaning", clean, *CLEANING_PAUSES),
            *[Task("consuming", consuming.consume_one)] * self._lanes,
            *tasks,
        ]
        if metrics is not None:
            backlog = Backlog(database, consumers, metrics)
            self._tasks.append(Task("measuring", backlog.measure, *MEASURING_PAUSES))
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop` is called, then end what is under way."""
        loops = [asyncio.create_task(self._repeat(task)) for task in self._tasks]
        _log.info("worker_started", lanes=self._lanes)
        await self._stopping.wait()
        _, late = await asyncio.wait(loops, timeout=_GRACE)
        for loop in late:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await self._redis.aclose()
        _log.info("worker_stopped", cancelled=len(late))

    def stop(self) -> None:
        self._stopping.set()

    async def _repeat(self, task: Task) -> None:
        """Do a task again and again, at once where there was something to do.

        No failure ends the loop: a store that is away comes back, and a defect is logged.
        """
        pause, has_failed = 0.0, False
        while not self._stopping.is_set():
            try:
                was_busy = await task.work()
            except Exception as error:  # noqa: BLE001  whatever it is, the loop goes on
                pause = _FAILURE_PAUSE
                if not has_failed:  # an outage is told once
                    _log.warning("worker_waits", loop=task.name, exc_info=error)
                has_failed = True
            else:
                if has_failed:
                    _log.info("worker_goes_on", loop=task.name)
                has_failed = False
                longer = min(max(pause * 1.25, task.shortest), task.longest)
                pause = 0.0 if was_busy else longer
            if pause:
                await self._wait(pause)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


async def _clean(settings: Settings, database: Database) -> bool:
    """Delete what is old; return whether there may be more."""
    events = await forget_old_events(settings, database)
    return await forget_expired_keys(database) or events
