"""Checks whether a dependency can be reached, at most once a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class Probe:
    """Runs `check`, which raises when the dependency is away, and remembers the outcome.

    `succeeded_once` stays true from the first success on.
    """

    def __init__(self, check: Callable[[], Awaitable[None]], *, fresh_for: float = 1.0) -> None:
        self._check = check
        self._fresh_for = fresh_for
        self._expires = 0.0
        self._error: Exception | None = None
        self._lock = asyncio.Lock()
        self.succeeded_once = False

    async def error(self) -> Exception | None:
        """Return the error of the last check, or None; it is at most `fresh_for` seconds old."""
        async with self._lock:
            if time.monotonic() >= self._expires:
                self._error = await self._run()
                self._expires = time.monotonic() + self._fresh_for
            return self._error

    async def _run(self) -> Exception | None:
        try:
            await self._check()
        except Exception as error:  # noqa: BLE001 - every error is an outcome
            return error
        self.succeeded_once = True
        return None
