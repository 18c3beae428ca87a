"""`x-timeout`: a handler that takes too long is cancelled, and with it what it waits for."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

import structlog

from exactapi.operations.operation import Operation
from exactapi.operations.policies import Timeout
from exactapi.rejections import Unavailable

AnswerT = TypeVar("AnswerT")

_RETRY_AFTER: Final = 1
"""The second after which the request may be sent again: what was slow may be over."""

_log = structlog.get_logger(__name__)


class Deadline:
    """The time that one request has, from now on; all runs of its handler share it."""

    __slots__ = ("_operation", "_seconds", "_until")

    def __init__(self, operation: Operation, timeout: Timeout) -> None:
        self._operation = operation
        self._seconds = timeout.seconds
        self._until = asyncio.get_running_loop().time() + timeout.seconds

    async def keep(self, answer: Awaitable[AnswerT]) -> AnswerT:
        """Wait for the answer of the handler.

        Raises:
            Unavailable: there was none in time; the handler is cancelled.
        """
        try:
            async with asyncio.timeout_at(self._until) as limit:
                return await answer
        except TimeoutError:
            if not limit.expired():
                raise  # of a store, which has a limit of its own
        _log.warning("handler_cancelled", operation=self._operation.id, seconds=self._seconds)
        raise Unavailable(
            f"The answer was not ready within {self._seconds:g} s, so nothing was changed.",
            retry_after=_RETRY_AFTER,
        )
