"""What every request has to pass, in one round trip to Redis."""

from typing import Final

from redis.asyncio import Redis

from impl.settings import Settings

_REVOKED: Final = "0"
_REMEMBERED: Final = 60
"""Seconds: longer than any read of PostgreSQL that began before the revocation was committed."""


class Gate:
    """The session state that Redis keeps."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._prefix = settings.redis_key_prefix
        self._redis = redis

    async def forget_session(self, session: str) -> None:
        """Call it once the revocation is committed; it holds on every worker from then on."""
        await self._redis.set(f"{self._prefix}session:{session}", _REVOKED, ex=_REMEMBERED)
