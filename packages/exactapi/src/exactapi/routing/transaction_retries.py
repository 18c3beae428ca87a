"""Runs a handler again whose transaction has met another one.

PostgreSQL ends one of two transactions that cannot both be done (serialization_failure,
deadlock_detected), and expects the client to repeat the whole of it.
"""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Final

import structlog

from exactapi.access.context import RequestContext

_TRIES: Final = 5
_WITHIN: Final = 3.0
"""Seconds after the first failure in which the handler may be run again."""
_PAUSE: Final = 0.01
"""Seconds of the first pause, at most; each further one may be twice as long."""

_log = structlog.get_logger(__name__)


class TransactionRetries:
    """The retries of one request; `is_conflict` is the service's word on an exception."""

    __slots__ = ("_deadline", "_is_conflict", "_tries")

    def __init__(self, is_conflict: Callable[[Exception], bool]) -> None:
        self._is_conflict = is_conflict
        self._tries = 1
        self._deadline = time.monotonic() + _WITHIN

    async def follows(self, error: Exception, context: RequestContext) -> bool:
        """Wait, with nothing held, if the handler is to be run again; return whether it is."""
        if not self._is_conflict(error) or self._tries >= _TRIES:
            return False
        pause = random.uniform(0, _PAUSE * 2**self._tries)  # noqa: S311  no secret
        if time.monotonic() + pause > self._deadline:
            return False
        try:
            await context.close()
        except Exception:  # noqa: BLE001 - the store is worse off than a conflict leaves it
            return False
        await asyncio.sleep(pause)
        self._tries += 1
        _log.info(
            "transaction_repeated", operation=context.operation.id, request_id=context.request_id
        )
        return True
