"""Sends what is due to webhooks; any number of these may run, in any number of processes."""

import asyncio
import time
from datetime import timedelta
from typing import Final

import structlog
from structlog.contextvars import bound_contextvars

from impl.features.webhooks.events import WebhookPaused
from impl.features.webhooks.schedule import delay_after
from impl.features.webhooks.sending import (
    Claim,
    Outcome,
    claim,
    count,
    forget_old_deliveries,
    note,
)
from impl.features.webhooks.signing import secret_of, signed_headers
from impl.features.webhooks.tables import ERROR_LENGTH
from impl.observability.metrics import Metrics
from impl.observability.trace_context import continued, mark_failed
from impl.observability.webhook_metrics import Result, WebhookMetrics
from impl.outbound.client import HTTPClient
from impl.outbound.errors import OutboundError
from impl.outbound.guarded import GuardedBackend, guarded_transport
from impl.resources import Resources

DEADLINE: Final = 10.0
"""Seconds that an endpoint has to answer."""
_MAX_BYTES: Final = 1024 * 1024
_GRACE: Final = 8.0
"""Seconds that calls have to end when the process does; what is cut off is sent again later."""
_SERVICE: Final = "webhook"

_log = structlog.get_logger(__name__)


class Delivering:
    """A webhook gets one message at a time from each process, so a slow one holds up no other."""

    def __init__(self, resources: Resources, metrics: Metrics | None = None) -> None:
        settings = resources.settings
        self._database = resources.database
        self._outbox = resources.outbox
        self._secret = settings.webhook_secret_key.get_secret_value()
        self._most = settings.webhook_concurrency
        self._retry_seconds = settings.webhook_retry_seconds
        self._pause_after = timedelta(days=settings.webhook_pause_days)
        self._kept = timedelta(days=settings.webhook_retention_days)
        backend = (
            GuardedBackend(None, is_allowed=lambda _: True)
            if settings.webhook_allow_private
            else GuardedBackend()
        )
        self._http = HTTPClient(transport=guarded_transport(backend))
        self._metrics = WebhookMetrics(metrics or Metrics())
        self._under_way: dict[asyncio.Task[None], Claim] = {}

    async def deliver_due(self) -> bool:
        """Begin to send what is due, as far as there are places; return whether there was any."""
        free = self._most - len(self._under_way)
        if not free:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED, timeout=1)
            return True
        busy = [each.webhook_id for each in self._under_way.values()]
        claims = await claim(self._database, free, busy)
        for each in claims:
            task = asyncio.create_task(self._deliver(each))
            self._under_way[task] = each
            task.add_done_callback(self._under_way.pop)
        if claims:  # give quick endpoints the time to be free for their next message
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED, timeout=0.1)
        return bool(claims)

    async def forget_old(self) -> bool:
        """Delete deliveries that are no longer kept; return whether there may be more."""
        return await forget_old_deliveries(self._database, self._kept)

    async def measure(self) -> bool:
        """Count what waits, for the metrics; return False, for the next time can wait."""
        self._metrics.counted(*await count(self._database))
        return False

    async def close(self) -> None:
        """End what is under way."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._http.close()

    async def _deliver(self, taken: Claim) -> None:
        with (
            continued(f"webhook {taken.event}", taken.traceparent),
            bound_contextvars(
                delivery_id=str(taken.id),
                webhook_id=str(taken.webhook_id),
                request_id=taken.request_id,
            ),
        ):
            try:
                began = time.perf_counter()
                outcome = await self._send(taken)
                self._metrics.attempted(_result_of(outcome), time.perf_counter() - began)
                if not outcome.is_delivered:
                    mark_failed()
                await self._note(taken, outcome)
            except Exception as error:  # noqa: BLE001  whatever it is, it is tried again later
                _log.warning("webhook_delivery_not_noted", exc_info=error)

    async def _send(self, taken: Claim) -> Outcome:
        body = taken.body.encode()
        headers = signed_headers(self._secrets(taken), str(taken.id), int(time.time()), body)
        try:
            answer = await self._http.send(
                _SERVICE,
                "POST",
                taken.url,
                deadline=DEADLINE,
                max_bytes=_MAX_BYTES,
                headers={"content-type": "application/json", **headers},
                content=body,
            )
        except OutboundError as error:
            reason = str(error).removeprefix(f"{_SERVICE}: ")[:ERROR_LENGTH]
            return Outcome(is_delivered=False, error=reason, delay=self._delay(taken))
        if 200 <= answer.status < 300:
            return Outcome(is_delivered=True, status=answer.status)
        is_gone = answer.status == 410
        return Outcome(
            is_delivered=False,
            status=answer.status,
            error=f"the endpoint answered {answer.status}",
            delay=None if is_gone else self._delay(taken, answer.retry_after),
            is_gone=is_gone,
        )

    async def _note(self, taken: Claim, outcome: Outcome) -> None:
        session = self._database.write()
        try:
            cause = await note(session, taken, outcome, pause_after=self._pause_after)
            if cause is not None:
                await self._outbox.publish(
                    session, WebhookPaused(id=taken.webhook_id, because=cause)
                )
            await session.commit()
        finally:
            await session.close()
        if cause is not None:
            _log.warning("webhook_paused", because=cause)
        _log.info(
            "webhook_delivered" if outcome.is_delivered else "webhook_failed",
            attempt=taken.attempts,
            status=outcome.status,
            reason=outcome.error,
        )

    def _secrets(self, taken: Claim) -> list[str]:
        versions = [taken.secret_version]
        if taken.is_rotating:
            versions.append(taken.secret_version - 1)
        return [secret_of(self._secret, taken.webhook_id, each) for each in versions]

    def _delay(self, taken: Claim, asked: float | None = None) -> timedelta | None:
        return delay_after(taken.attempts, self._retry_seconds, asked)


def _result_of(outcome: Outcome) -> Result:
    if outcome.is_delivered:
        return "delivered"
    return "given_up" if outcome.delay is None else "postponed"
