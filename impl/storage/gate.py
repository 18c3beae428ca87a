"""What every request has to pass: its session and its quotas, in one round trip to Redis.

Without Redis nobody is kept waiting and nothing fails: quotas are counted in the process, and
of sessions nothing is known, so that PostgreSQL decides.
"""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from impl.settings import Settings
from impl.storage.gcra import Charge, LocalQuotas, Standing
from impl.storage.redis import create_redis, is_away
from impl.storage.revocations import REMEMBERED, Revocations, session_key

_SOURCE: Final = Path(__file__).with_name("gate.lua").read_text(encoding="utf-8")
_DIGEST: Final = hashlib.sha1(_SOURCE.encode(), usedforsecurity=False).hexdigest()

_PATIENCE: Final = 0.045
"""Seconds that a request waits for a Redis that has answered before."""
_GRACE: Final = 0.005
"""Seconds for an answer that has arrived while the event loop was busy with something else."""
_PAUSE: Final = 1.0
"""Seconds without Redis after a failure; then one request tries again."""
_AT_ONCE: Final = 8
"""Scripts on their way, so that a burst does not open as many connections as it has requests."""


_log = structlog.get_logger(__name__)


class SessionState(Enum):
    """`UNKNOWN`: ask the store of truth, and come again with what it says."""

    VALID = 1
    UNKNOWN = 0
    REVOKED = -1


@dataclass(frozen=True, slots=True)
class Passage:
    """How it went; `standings` are in the order of the charges, and empty unless `VALID`.

    Nothing was charged unless no standing has a `wait`. Without a session, it is `VALID`.
    """

    session: SessionState
    standings: Sequence[Standing] = ()


class Gate:
    """Shared by all requests of the process."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._prefix = settings.redis_key_prefix
        self._cap = settings.session_cache_seconds
        self._redis = redis
        self._scripts = create_redis(settings, bounded=False)
        self._local = LocalQuotas(settings.web_concurrency)
        self._revocations = Revocations(redis, self._prefix, self._cap)
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._first_patience = settings.redis_timeout
        self._proven = False
        self._failing = False
        self._not_before = 0.0

    async def enter(
        self, charges: Sequence[Charge], session: str | None = None, valid_for: float | None = None
    ) -> Passage:
        """Charge everything, if the session holds and all of it can be.

        `valid_for` is what the store of truth said of the session: the seconds that it still
        holds, 0 if it does not, None if it was not asked.
        """
        if time.monotonic() >= self._not_before:
            # Whoever waits for a slot waits for others that are bounded, and then looks again.
            async with self._slots:
                answer = await self._ask(self._command(charges, session, valid_for))
            if answer is not None:
                return _passage(answer)
        return self._enter_alone(charges, session, valid_for)

    async def reset(self, charge: Charge) -> None:
        """Count as if nothing had been charged there; without Redis, in this process only."""
        self._local.reset(charge)
        if not self._failing:
            try:
                await self._redis.delete(self._limit_key(charge))
            except Exception as error:
                if not is_away(error):
                    raise
                self._note_failure(error)

    async def forget_session(self, session: str) -> None:
        """Call it once the revocation is committed: it holds on every worker from then on.

        If Redis is away this goes on in the background until it has been told.
        """
        await self._revocations.tell(session)

    async def close(self) -> None:
        await self._revocations.close()
        await self._scripts.aclose()

    def _command(
        self, charges: Sequence[Charge], session: str | None, valid_for: float | None
    ) -> list[Any]:
        keys = [self._limit_key(charge) for charge in charges]
        if session is not None:
            keys.append(session_key(self._prefix, session))
        command: list[Any] = [len(keys), *keys, self._milliseconds(valid_for)]
        for _, quota in charges:
            command.append(quota.limit)
            command.append(quota.window * 1_000_000 / quota.limit)
        return command

    def _limit_key(self, charge: Charge) -> str:
        return f"{self._prefix}limit:{charge.key}"

    def _milliseconds(self, valid_for: float | None) -> int:
        if valid_for is None:
            return 0
        if valid_for <= 0:
            return -1000 * REMEMBERED
        return max(1, int(1000 * min(valid_for, self._cap)))

    async def _ask(self, command: list[Any]) -> list[int] | None:
        """The script's answer; None if Redis is not to be asked, or does not answer."""
        now = time.monotonic()
        if now < self._not_before:
            return None
        if self._failing:
            self._not_before = now + _PAUSE
        try:
            answer = await self._answer(command)
        except Exception as error:
            if not is_away(error):
                raise
            self._note_failure(error)
            return None
        self._proven, self._failing, self._not_before = True, False, 0.0
        return answer

    async def _answer(self, command: list[Any]) -> list[int]:
        """Raises (see `is_away`) unless Redis answers in time."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(None) as deadline:
            patience = _PATIENCE if self._proven else self._first_patience
            timer = loop.call_later(patience, lambda: deadline.reschedule(loop.time() + _GRACE))
            try:
                return await self._run(command)
            finally:
                timer.cancel()

    async def _run(self, command: list[Any]) -> list[int]:
        execute: Any = self._scripts.execute_command
        try:
            answer: list[int] = await execute("EVALSHA", _DIGEST, *command)
        except NoScriptError:
            answer = await execute("EVAL", _SOURCE, *command)
        return answer

    def _note_failure(self, error: Exception) -> None:
        if not self._failing:
            _log.warning("redis_away", error=type(error).__name__, reason=str(error))
        self._failing = True
        self._not_before = time.monotonic() + _PAUSE

    def _enter_alone(
        self, charges: Sequence[Charge], session: str | None, valid_for: float | None
    ) -> Passage:
        if session is not None:
            if valid_for is None:
                return Passage(SessionState.UNKNOWN)
            if valid_for <= 0:
                return Passage(SessionState.REVOKED)
        return Passage(SessionState.VALID, self._local.take(charges))


_STATES: Final = {state.value: state for state in SessionState}


def _passage(answer: list[int]) -> Passage:
    values = iter(answer)
    state = _STATES[next(values)]
    return Passage(
        state,
        [
            Standing(remaining, reset / 1_000_000, wait / 1_000_000)
            for remaining, reset, wait in zip(values, values, values, strict=True)
        ],
    )
