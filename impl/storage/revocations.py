"""Telling Redis that a session is over.

The note is kept for a while instead of only removing what was known: a request that read
PostgreSQL just before the revocation was committed would else write the session back.
"""

import asyncio
import time
from typing import Final

import structlog
from redis.asyncio import Redis

from impl.storage.redis import is_away

REMEMBERED: Final = 60
"""Seconds that a note is kept: longer than any read that began before the revocation."""

_AGAIN: Final = 0.2
"""Seconds between attempts while Redis is away."""

_log = structlog.get_logger(__name__)


def session_key(prefix: str, session: str) -> str:
    """Holds `1` while the session is known to be valid, `0` once it is known to be revoked."""
    return f"{prefix}session:{session}"


class Revocations:
    """`cap`: seconds after which Redis forgets by itself that a session was valid."""

    def __init__(self, redis: Redis, prefix: str, cap: float) -> None:
        self._redis = redis
        self._prefix = prefix
        self._cap = cap
        self._pending: set[asyncio.Task[None]] = set()

    async def tell(self, session: str) -> None:
        """Tell Redis now, or as soon as it is there again."""
        if await self._told(session):
            return
        _log.warning("revocation_waits_for_redis")
        task = asyncio.create_task(self._keep_telling(session))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def close(self) -> None:
        for task in self._pending:
            task.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)

    async def _keep_telling(self, session: str) -> None:
        """Until it is told, or nobody can believe the session valid any more."""
        deadline = time.monotonic() + self._cap + REMEMBERED
        while time.monotonic() < deadline:
            await asyncio.sleep(_AGAIN)
            if await self._told(session):
                return

    async def _told(self, session: str) -> bool:
        try:
            await self._redis.set(session_key(self._prefix, session), "0", ex=REMEMBERED)
        except Exception as error:
            if not is_away(error):
                raise
            return False
        return True
