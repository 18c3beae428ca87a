"""The base class of integrations: one other service, with all that keeps its failures there."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, ClassVar

import structlog
from stamina import retry_context

from impl.circuit_breaker import CircuitBreaker, FailureRate
from impl.outbound.client import HTTPClient
from impl.outbound.errors import CircuitOpen, OutboundError, UnexpectedStatus
from impl.outbound.response import Response
from impl.outbound.retries import IDEMPOTENT, Retries, RetryBudget

_log = structlog.get_logger(__name__)


class Integration:
    """Calls one other service. Create it once a process: its breaker and budget are shared.

    A call ends after `deadline` seconds, retries included. Connections that fail and the statuses
    429, 502, 503 and 504 are tried again, up to `attempts` times, while the budget lasts; a method
    that is not idempotent only if the service cannot have acted. `Retry-After` is waited for if it
    ends before the deadline. When half of at least ten calls of ten seconds fail, the service is
    left alone for five seconds; then three calls try it.
    """

    service: ClassVar[str]
    """The name of the service in logs and errors."""
    deadline: ClassVar[float] = 2.0
    attempts: ClassVar[int] = 3
    max_bytes: ClassVar[int] = 1024 * 1024

    def __init__(
        self, http: HTTPClient, base_url: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers or {})
        self._budget = RetryBudget()
        self._breaker = CircuitBreaker(
            FailureRate(rate=0.5, window=10.0, least_calls=10), recovery_seconds=5.0, trials=3
        )

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        can_repeat: bool | None = None,
    ) -> Response:
        """Return the answer, whose status is 2xx.

        `body` is sent as JSON. `can_repeat` says that the call does the same twice as once, for
        example because it carries an idempotency key; by default the method tells.

        Raises:
            OutboundError: there is no such answer; its subclasses say why.
        """
        clock = asyncio.get_running_loop().time
        ends_at = clock() + self.deadline
        can_repeat = method in IDEMPOTENT if can_repeat is None else can_repeat
        retries = Retries(
            self._budget,
            attempts=self.attempts,
            can_repeat=can_repeat,
            ends_at=ends_at,
            clock=clock,
        )
        content = None if body is None else json.dumps(body).encode()
        typed = {} if content is None else {"content-type": "application/json"}
        self._budget.note_call()
        attempts = retry_context(retries.wait, attempts=None, timeout=None)
        async for attempt in attempts.with_name(self.service, (), {}):  # for stamina's log
            with attempt:
                return await self._attempt(
                    method,
                    self._base_url + path,
                    deadline=ends_at - clock(),
                    params=params,
                    headers={**self._headers, **typed, **(headers or {})},
                    content=content,
                )
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, method: str, url: str, **options: Any) -> Response:
        permit = self._breaker.acquire()
        if permit is None:
            raise CircuitOpen(self.service, "left alone, because it failed too often of late")
        try:
            response = await self._http.send(
                self.service, method, url, max_bytes=self.max_bytes, **options
            )
        except OutboundError as error:
            self._note_failure(permit, str(error))
            raise
        except BaseException:
            self._breaker.released(permit)
            raise
        if response.status >= 500:
            self._note_failure(permit, f"{self.service}: answered with {response.status}")
        elif self._breaker.succeeded(permit):
            _log.info("circuit_closed", service=self.service)
        if not 200 <= response.status < 300:
            raise UnexpectedStatus(self.service, response)
        return response

    def _note_failure(self, permit: int, reason: str) -> None:
        if self._breaker.failed(permit):
            _log.warning("circuit_opened", service=self.service, reason=reason)
