"""The cache in Redis: true to the versions of the tags, and silent while Redis is away."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from structlog.testing import capture_logs

from impl.settings import Settings
from impl.storage.redis.cache import RedisCache
from impl.storage.redis.guarded import GuardedRedis

TAGS = ["users", "teams"]


@pytest.fixture
async def cache(settings: Settings, redis: Redis) -> AsyncIterator[RedisCache]:
    guarded = GuardedRedis(settings)
    yield RedisCache(settings, guarded)
    await guarded.close()


async def version_of(cache: RedisCache) -> str:
    entry = await cache.get("key", TAGS)
    assert entry is not None
    return entry.version


async def value_of(cache: RedisCache) -> bytes | None:
    entry = await cache.get("key", TAGS)
    assert entry is not None
    return entry.value


async def test_what_was_put_is_found(cache: RedisCache) -> None:
    assert await value_of(cache) is None
    await cache.put("key", b"a\nvalue", await version_of(cache), 60)
    assert await value_of(cache) == b"a\nvalue"
    without_tags = await cache.get("other", [])
    assert without_tags is not None
    await cache.put("other", b"", without_tags.version, 60)
    assert await cache.get("other", []) == (b"", without_tags.version)


@pytest.mark.parametrize("tag", TAGS)
async def test_an_invalidated_value_is_not_found(cache: RedisCache, tag: str) -> None:
    await cache.put("key", b"value", await version_of(cache), 60)
    await cache.invalidate("others")
    assert await value_of(cache) == b"value"
    await cache.invalidate(tag)
    assert await value_of(cache) is None


async def test_a_value_made_before_the_invalidation_is_never_found(cache: RedisCache) -> None:
    before = await version_of(cache)
    await cache.invalidate("users")
    await cache.put("key", b"old", before, 60)
    assert await value_of(cache) is None


async def test_versions_that_redis_has_lost_do_not_come_back(
    cache: RedisCache, redis: Redis, settings: Settings
) -> None:
    await cache.put("key", b"old", await version_of(cache), 60)
    await redis.delete(f"{settings.redis_key_prefix}cache-tag:users")
    assert await value_of(cache) is None
    assert await value_of(cache) is None


async def test_everything_expires(cache: RedisCache, redis: Redis) -> None:
    await cache.put("key", b"value", await version_of(cache), 60)
    await cache.invalidate("users")
    names = [name async for name in redis.scan_iter()]
    assert len(names) == 3
    assert min([await redis.pttl(name) for name in names]) > 0


async def test_a_hit_is_one_command(cache: RedisCache, monkeypatch: pytest.MonkeyPatch) -> None:
    await cache.put("key", b"value", await version_of(cache), 60)
    asked: list[object] = []
    ask = GuardedRedis.ask

    async def counted(self: GuardedRedis, *command: str) -> object:
        asked.append(command[0])
        return await ask(self, *command)

    monkeypatch.setattr(GuardedRedis, "ask", counted)
    assert await value_of(cache) == b"value"
    assert asked == ["MGET"]


async def test_without_redis_nothing_is_found_and_nothing_fails(settings: Settings) -> None:
    url = SecretStr("redis://127.0.0.1:1/0")
    guarded = GuardedRedis(settings.model_copy(update={"redis_url": url}))
    cache = RedisCache(settings, guarded)
    with capture_logs() as events:
        for _ in range(5):  # with the circuit closed, and open
            assert await cache.get("key", TAGS) is None
            await cache.put("key", b"value", "version", 60)
            await cache.invalidate("users")
    await guarded.close()
    told = [each["tags"] for each in events if each["event"] == "cache_not_invalidated"]
    assert told == [("users",)] * 5
