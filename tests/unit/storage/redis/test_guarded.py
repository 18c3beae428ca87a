"""The line to Redis: connects when needed, again after a loss, and leaves it alone meanwhile."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from impl.settings import Settings
from impl.storage.redis.circuit_breaker import State
from impl.storage.redis.guarded import GuardedRedis, RedisUnavailable


@pytest.fixture
async def link(settings: Settings) -> AsyncIterator[GuardedRedis]:
    link = GuardedRedis(settings)
    yield link
    await link.close()


async def test_all_share_one_connection(link: GuardedRedis, redis: Redis) -> None:
    before = len(await redis.client_list())
    await asyncio.gather(*(link.ask("PING") for _ in range(100)))
    assert len(await redis.client_list()) == before + 1


async def test_it_connects_again_after_a_loss(link: GuardedRedis, redis: Redis) -> None:
    for _ in range(3):
        assert await link.ask("PING") == b"PONG"
        await redis.client_kill_filter(_type="normal", skipme=True)
        await asyncio.sleep(0.05)
    assert await link.ask("PING") == b"PONG"


async def test_the_database_and_the_password_of_the_url_count(
    settings: Settings, redis: Redis
) -> None:
    url = settings.redis_url.get_secret_value().removesuffix("/0")
    elsewhere = GuardedRedis(settings.model_copy(update={"redis_url": SecretStr(f"{url}/3")}))
    await elsewhere.ask("SET", "where", "three", "PX", 5000)
    assert await redis.get("where") is None
    assert await elsewhere.ask("DEL", "where") == 1
    await elsewhere.close()


async def test_a_server_that_is_not_there_is_asked_three_times_and_then_left_alone(
    settings: Settings,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = SecretStr(f"redis://127.0.0.1:{port}/0")
    link = GuardedRedis(settings.model_copy(update={"redis_url": url}))
    asked = []
    for _ in range(5):
        with pytest.raises(RedisUnavailable) as away:
            await link.ask("PING")
        asked.append(away.value.asked)
    assert asked == [True, True, True, False, False]
    assert link.state is State.OPEN
    await link.close()


async def test_the_settings_say_when_it_is_left_alone_and_for_how_long(
    settings: Settings, redis: Redis
) -> None:
    changes = {"breaker_failure_threshold": 1, "breaker_recovery_seconds": 0.1}
    link = GuardedRedis(settings.model_copy(update=changes))
    with pytest.raises(RedisUnavailable):
        await link.ask("NO SUCH COMMAND")
    with pytest.raises(RedisUnavailable) as away:
        await link.ask("PING")
    assert not away.value.asked
    await asyncio.sleep(0.1)
    assert link.state is State.HALF_OPEN
    assert await link.ask("PING") == b"PONG"
    await link.close()


async def test_whoever_tries_a_server_that_refused_connects_anew(
    settings: Settings, redis: Redis
) -> None:
    """A primary that becomes a replica keeps its connections, and refuses writes on them."""
    changes = {"breaker_failure_threshold": 1, "breaker_recovery_seconds": 0.01}
    link = GuardedRedis(settings.model_copy(update=changes))
    before = await link.ask("CLIENT", "ID")
    with pytest.raises(RedisUnavailable):
        await link.ask("NO SUCH COMMAND")
    await asyncio.sleep(0.02)
    assert await link.ask("CLIENT", "ID") != before
    await link.close()


async def test_the_settings_say_how_long_one_waits(settings: Settings, redis: Redis) -> None:
    link = GuardedRedis(settings.model_copy(update={"redis_timeout": 1, "redis_patience": 0.05}))
    await link.ask("PING")
    with pytest.raises(RedisUnavailable) as away:
        await link.ask("BLPOP", "nothing", 1)
    assert str(away.value.__cause__) == "no answer in time"
    await link.close()


async def test_a_cancelled_probe_does_not_keep_it_open(settings: Settings, redis: Redis) -> None:
    changes = {"breaker_failure_threshold": 1, "breaker_recovery_seconds": 0.01}
    link = GuardedRedis(settings.model_copy(update=changes))
    with pytest.raises(RedisUnavailable):
        await link.ask("NO SUCH COMMAND")
    await asyncio.sleep(0.02)
    probe = asyncio.create_task(link.ask("BLPOP", "nothing", 1))
    await asyncio.sleep(0.02)
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    assert link.state is State.HALF_OPEN
    await link.close()
