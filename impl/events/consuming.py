"""Takes one event after the other, and commits each effect with the progress of its consumer."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import structlog
from structlog.contextvars import bound_contextvars

from impl.events.consumers import Consumers, UnreadableEvent
from impl.events.progress import MOST_ATTEMPTS, Claim, claim, finish, postpone
from impl.observability.trace_context import continued, mark_failed
from impl.settings import Settings
from impl.storage import Database, UnitOfWork

_log = structlog.get_logger(__name__)


class Consuming:
    """The work of all consumers; any number of these may run, in any number of processes."""

    def __init__(
        self, settings: Settings, database: Database, consumers: Consumers, resources: Any
    ) -> None:
        self._database = database
        self._consumers = consumers
        self._resources = resources
        self._retry_seconds = settings.events_retry_seconds
        # PostgreSQL takes the claim back after that time without a statement.
        self._longest = settings.database_idle_transaction_timeout

    async def consume_one(self) -> bool:
        """Take an event and do what follows from it; return whether there was one."""
        work = self._database.unit_of_work()
        try:
            taken = await claim(work.write, self._consumers.names)
            if taken is None:
                return False
            with (
                continued(f"{taken.consumer} {taken.type}", taken.traceparent),
                bound_contextvars(
                    event_id=taken.event_id,
                    event_type=taken.type,
                    consumer=taken.consumer,
                    request_id=taken.request_id,
                ),
            ):
                await self._do(taken, work)
            return True
        finally:
            await work.close()

    async def _do(self, taken: Claim, work: UnitOfWork) -> None:
        consumer = self._consumers[taken.consumer]
        try:
            event = consumer.read(taken.type, taken.version, taken.payload)
            async with asyncio.timeout(self._longest):
                await consumer.handle(event, work, self._resources)
            await finish(work.write, taken)
            await work.commit()
        except Exception as error:  # noqa: BLE001  the consumer may raise anything
            await work.close()
            await self._note_failure(taken, error)

    async def _note_failure(self, taken: Claim, error: Exception) -> None:
        mark_failed()
        attempt = taken.attempts + 1
        is_dead = attempt >= MOST_ATTEMPTS or isinstance(error, UnreadableEvent)
        delay = None if is_dead else self._delay(attempt)
        work = self._database.unit_of_work()
        try:
            await postpone(work.write, taken, f"{type(error).__name__}: {error}", delay=delay)
            await work.commit()
        finally:
            await work.close()
        if is_dead:
            _log.error("event_dead", attempts=attempt, exc_info=error)
        else:
            _log.warning("event_failed", attempt=attempt, exc_info=error)

    def _delay(self, attempt: int) -> timedelta:
        """Double the pause with every attempt, and keep many failures from coming back at once."""
        seconds = self._retry_seconds * 2 ** (attempt - 1)
        return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311  no secret
