"""Telling Redis that sessions are over.

Before the revocation is committed they are put in doubt, so that nobody believes what was known
of them; then they are noted as over. Notes are kept for a while instead of only removing what was
known: a request that read PostgreSQL just before the commit would else write the session back.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

import structlog
from redis.asyncio import Redis

from impl.storage.redis.client import is_away

REMEMBERED: Final = 60
"""Seconds that a note is kept: longer than any read that began before the revocation."""

_AGAIN: Final = 0.2
"""Seconds between attempts while Redis is away."""
_IN_DOUBT: Final = "?"
_OVER: Final = "0"

_log = structlog.get_logger(__name__)


def session_key(prefix: str, session: str) -> str:
    """Holds `1` while the session is known to be valid, `0` once it is known to be revoked.

    `?` while it may be either, and only PostgreSQL knows.
    """
    return f"{prefix}session:{session}"


class Revocations:
    """`cap`: seconds after which Redis forgets by itself that a session was valid."""

    def __init__(self, redis: Redis, prefix: str, cap: float) -> None:
        self._redis = redis
        self._prefix = prefix
        self._cap = cap
        self._pending: set[asyncio.Task[None]] = set()

    async def mark_uncertain(self, sessions: Sequence[str]) -> None:
        """Let nobody believe them, if Redis is there."""
        if not await self._noted(sessions, _IN_DOUBT):
            _log.warning("revocation_not_announced")

    async def publish(self, sessions: Sequence[str]) -> None:
        """Tell Redis now, or as soon as it is there again."""
        if await self._noted(sessions, _OVER):
            return
        _log.warning("revocation_waits_for_redis")
        task = asyncio.create_task(self._keep_telling(sessions))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def close(self) -> None:
        for task in self._pending:
            task.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)

    async def _keep_telling(self, sessions: Sequence[str]) -> None:
        """Until it is told, or nobody can believe the sessions valid any more."""
        deadline = time.monotonic() + self._cap + REMEMBERED
        while time.monotonic() < deadline:
            await asyncio.sleep(_AGAIN)
            if await self._noted(sessions, _OVER):
                return

    async def _noted(self, sessions: Sequence[str], state: str) -> bool:
        try:
            async with self._redis.pipeline(transaction=False) as notes:
                for session in sessions:
                    notes.set(session_key(self._prefix, session), state, ex=REMEMBERED)
                await notes.execute()
        except Exception as error:
            if not is_away(error):
                raise
            return False
        return True
