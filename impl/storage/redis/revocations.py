"""Tells Redis which sessions have been revoked.

Before the revocation is committed the sessions are marked uncertain, so that every worker asks
PostgreSQL; after it they are marked revoked. The marks stay for a while, instead of only removing
the key: a request that read PostgreSQL just before the commit would otherwise write the session
back as valid.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

import structlog
from redis.asyncio import Redis

from impl.storage.redis.client import is_away, is_cancelled

REMEMBERED: Final = 60
"""Seconds that a mark is kept: longer than any read that began before the revocation."""

_RETRY_INTERVAL: Final = 0.2
"""Seconds between attempts while Redis is away."""
_UNCERTAIN: Final = "?"
_REVOKED: Final = "0"

_log = structlog.get_logger(__name__)


def session_key(prefix: str, session: str) -> str:
    """Return the key of a session: `1` is valid, `0` revoked, and `?` asks PostgreSQL."""
    return f"{prefix}session:{session}"


class Revocations:
    """`cap` is the number of seconds that Redis remembers a valid session for."""

    def __init__(self, redis: Redis, prefix: str, cap: float) -> None:
        self._redis = redis
        self._prefix = prefix
        self._cap = cap
        self._pending: set[asyncio.Task[None]] = set()

    async def mark_uncertain(self, sessions: Sequence[str]) -> None:
        """Make every worker ask PostgreSQL about the sessions, if Redis can be reached."""
        if not await self._mark(sessions, _UNCERTAIN):
            _log.warning("revocation_not_announced")

    async def publish(self, sessions: Sequence[str]) -> None:
        """Tell Redis now, or as soon as it can be reached again."""
        if await self._mark(sessions, _REVOKED):
            return
        task = asyncio.create_task(self._retry(sessions))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        _log.warning("revocation_waits_for_redis")

    async def close(self) -> None:
        for task in self._pending:
            task.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)

    async def _retry(self, sessions: Sequence[str]) -> None:
        """Try until Redis knows, or until it has forgotten that the sessions were valid."""
        deadline = time.monotonic() + self._cap + REMEMBERED
        while time.monotonic() < deadline and not is_cancelled():
            await asyncio.sleep(_RETRY_INTERVAL)
            if await self._mark(sessions, _REVOKED):
                return

    async def _mark(self, sessions: Sequence[str], state: str) -> bool:
        try:
            async with self._redis.pipeline(transaction=False) as marks:
                for session in sessions:
                    marks.set(session_key(self._prefix, session), state, ex=REMEMBERED)
                await marks.execute()
        except Exception as error:
            if not is_away(error):
                raise
            return False
        return True
