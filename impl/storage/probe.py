"""Checks whether a dependency can be reached, at most once a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.get_logger(__name__)


class Probe:
    """Runs `check`, which raises when the dependency is away, and remembers the outcome.

    A change of the outcome is logged with its reason, under the dependency's `name`.
    `succeeded_once` stays true from the first success on.
    """

    def __init__(
        self, name: str, check: Callable[[], Awaitable[None]], *, fresh_for: float = 1.0
    ) -> None:
        self._name = name
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
                self._note(await self._run())
                self._expires = time.monotonic() + self._fresh_for
            return self._error

    def _note(self, error: Exception | None) -> None:
        before, self._error = self._error, error
        if error is None and before is not None:
            _log.info("dependency_back", dependency=self._name)
        elif error is not None and (type(error), str(error)) != (type(before), str(before)):
            reason = f"{type(error).__name__}: {error}"
            _log.warning("dependency_unavailable", dependency=self._name, reason=reason)

    async def _run(self) -> Exception | None:
        try:
            await self._check()
        except Exception as error:  # noqa: BLE001 - every error is an outcome
            return error
        self.succeeded_once = True
        return None
