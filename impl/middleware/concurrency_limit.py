"""Sheds load before a queue grows: what cannot be served soon is refused at once.

Beyond its capacity a service without a limit serves everybody too late, and nobody in the end.
"""

import time
from collections.abc import Awaitable, Collection
from typing import Final

import structlog
from exactapi.runtime import Unavailable, problem_response, request_id
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from impl.middleware.security_headers import SECURITY_HEADERS
from impl.observability.metrics import Metrics

_RETRY_AFTER: Final = 1
_PAUSE: Final = 1.0
"""Seconds between two log events about an overload: it must not be made worse by being told."""

_log = structlog.get_logger(__name__)


class ConcurrencyLimit:
    """Works on at most `limit` requests at once, and answers 503 with `Retry-After` to the rest.

    A request counts until its response starts, but not while its client sends the body: slow
    clients and long streams cost nothing, so they take no place. `exempt` are the paths of the
    health checks, which have to tell that the process is alive.
    """

    def __init__(
        self, app: ASGIApp, limit: int, metrics: Metrics, exempt: Collection[str] = ()
    ) -> None:
        self._app = app
        self._limit = limit
        self._exempt = frozenset(exempt)
        self._active = 0
        self._told_at = float("-inf")
        self._untold = 0
        metrics.gauge(
            "http_server_active_requests",
            "Requests that are being worked on.",
            lambda: self._active,
        )
        self._refused = metrics.counter(
            "http_server_refused_requests", "Requests that were refused: the service was busy."
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._exempt:
            await self._app(scope, receive, send)
        elif self._active >= self._limit:
            await self._refuse(scope, receive, send)
        else:
            await self._admit(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_place, has_started = True, False
        self._active += 1

        def leave() -> None:
            nonlocal has_place
            self._active -= has_place
            has_place = False

        async def receive_without_a_place() -> Message:
            nonlocal has_place
            leave()
            message = await receive()
            if not has_started and not has_place:
                has_place = True
                self._active += 1
            return message

        def send_and_leave(message: Message) -> Awaitable[None]:
            nonlocal has_started
            has_started = True
            leave()
            return send(message)

        try:
            await self._app(scope, receive_without_a_place, send_and_leave)
        finally:
            leave()

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._refused.inc()
        self._tell()
        problem = Unavailable("The service is busy; ask again.", retry_after=_RETRY_AFTER)
        response = problem_response(problem, scope)
        response.headers += [(b"x-request-id", request_id(scope).encode()), *SECURITY_HEADERS]
        await response.send(scope, receive, send)

    def _tell(self) -> None:
        self._untold += 1
        now = time.monotonic()
        if now - self._told_at >= _PAUSE:
            _log.warning("overloaded", refused=self._untold, limit=self._limit)
            self._told_at, self._untold = now, 0
