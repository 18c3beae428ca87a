"""Keeps answers in Redis (`x-cache`), with the versions of their tags.

The value and the versions come in one round trip. A version is random and never used again, so an
answer that was kept under another one is never found, also after Redis has lost some of its keys.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import structlog
from exactapi.access.ports import CacheEntry

from impl.settings import Settings
from impl.storage.redis.guarded import GuardedRedis, RedisUnavailable

_REMEMBERED: Final = 2 * 86_400
"""Seconds that a version is kept: longer than any answer."""

_UNTAGGED: Final = b"-"

_log = structlog.get_logger(__name__)


class RedisCache:
    """Shared by all requests of the process; without Redis, nothing is found and nothing kept."""

    def __init__(self, settings: Settings, redis: GuardedRedis) -> None:
        self._prefix = settings.redis_key_prefix
        self._redis = redis

    async def get(self, key: str, tags: Sequence[str]) -> CacheEntry | None:
        """See `ResponseCache.get`."""
        names = [self._tag(tag) for tag in tags]
        try:
            kept, *versions = await self._redis.ask("MGET", self._value(key), *names)
            if None in versions:
                versions = await self._begin(names)
        except RedisUnavailable:
            return None
        version = b" ".join(versions) or _UNTAGGED
        kept_under, _, value = (kept or b"").partition(b"\n")
        return CacheEntry(value if kept_under == version else None, version.decode())

    async def put(self, key: str, value: bytes, version: str, ttl: float) -> None:
        """See `ResponseCache.put`."""
        kept = b"%s\n%s" % (version.encode(), value)
        with suppress(RedisUnavailable):
            await self._redis.ask("SET", self._value(key), kept, "PX", max(1, int(ttl * 1000)))

    async def invalidate(self, *tags: str) -> None:
        """Use no answer any more that has one of the tags. Call it once the change is committed.

        Without Redis nobody is told: what is still kept there may be used until its time is over.
        """
        try:
            for tag in tags:
                await self._redis.ask("SET", self._tag(tag), _new_version(), "EX", _REMEMBERED)
        except RedisUnavailable:
            _log.warning("cache_not_invalidated", tags=tags)

    async def _begin(self, names: Sequence[str]) -> list[bytes]:
        """Give a version to each tag that has none, and return those of all."""
        for name in names:
            await self._redis.ask("SET", name, _new_version(), "NX", "EX", _REMEMBERED)
        versions = await self._redis.ask("MGET", *names)
        if None in versions:  # there is no room for them
            raise RedisUnavailable(asked=True)
        return list(versions)

    def _value(self, key: str) -> str:
        return f"{self._prefix}cache:{key}"

    def _tag(self, tag: str) -> str:
        return f"{self._prefix}cache-tag:{tag}"


def _new_version() -> str:
    return secrets.token_hex(8)
