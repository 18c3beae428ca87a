"""The line to Redis: connects when needed, again after a loss, and leaves it alone meanwhile."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from structlog.testing import capture_logs

from impl.circuit_breaker import State
from impl.settings import Settings
from impl.storage.redis.guarded import GuardedRedis, RedisUnavailable


@pytest.fixture
async def guarded(settings: Settings) -> AsyncIterator[GuardedRedis]:
    guarded = GuardedRedis(settings)
    yield guarded
    await guarded.close()


async def until_half_open(guarded: GuardedRedis) -> None:
    """Wait by the breaker's own clock: a timer of uvloop's may be early by a moment."""
    async with asyncio.timeout(5):
        while guarded.state is State.OPEN:  # noqa: ASYNC110 - the breaker has no event
            await asyncio.sleep(0.01)
    assert guarded.state is State.HALF_OPEN


async def test_all_share_one_connection(guarded: GuardedRedis) -> None:
    connections = await asyncio.gather(*(guarded.ask("CLIENT", "ID") for _ in range(100)))
    assert len(set(connections)) == 1


async def test_it_connects_again_after_a_loss(guarded: GuardedRedis, redis: Redis) -> None:
    for _ in range(3):
        # Only that one: others test on the same server.
        await redis.client_kill_filter(_id=await guarded.ask("CLIENT", "ID"))
        await asyncio.sleep(0.05)
    assert await guarded.ask("PING") == b"PONG"


async def test_the_database_and_the_password_of_the_url_count(
    settings: Settings, redis: Redis
) -> None:
    server = settings.redis_url.get_secret_value().rpartition("/")[0]
    # The last database, which no worker of the tests uses.
    url = SecretStr(f"{server}/15")
    elsewhere = GuardedRedis(settings.model_copy(update={"redis_url": url}))
    await elsewhere.ask("SET", "where", "elsewhere", "PX", 5000)
    assert await redis.get("where") is None
    assert await elsewhere.ask("DEL", "where") == 1
    await elsewhere.close()


async def test_a_server_that_is_not_there_is_asked_three_times_and_then_left_alone(
    settings: Settings,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = SecretStr(f"redis://127.0.0.1:{port}/0")
    guarded = GuardedRedis(settings.model_copy(update={"redis_url": url}))
    asked = []
    for _ in range(5):
        with pytest.raises(RedisUnavailable) as away:
            await guarded.ask("PING")
        asked.append(away.value.asked)
    assert asked == [True, True, True, False, False]
    assert guarded.state is State.OPEN
    await guarded.close()


async def test_the_settings_say_when_it_is_left_alone_and_for_how_long(
    settings: Settings, redis: Redis
) -> None:
    changes = {"breaker_failure_threshold": 1, "breaker_recovery_seconds": 0.1}
    guarded = GuardedRedis(settings.model_copy(update=changes))
    with pytest.raises(RedisUnavailable):
        await guarded.ask("NO SUCH COMMAND")
    with pytest.raises(RedisUnavailable) as away:
        await guarded.ask("PING")
    assert not away.value.asked
    await until_half_open(guarded)
    assert await guarded.ask("PING") == b"PONG"
    await guarded.close()


async def test_its_absence_and_its_return_are_logged_once(settings: Settings, redis: Redis) -> None:
    changes = {"breaker_failure_threshold": 2, "breaker_recovery_seconds": 0.01}
    guarded = GuardedRedis(settings.model_copy(update=changes))
    with capture_logs() as logs:
        for _ in range(2):
            with pytest.raises(RedisUnavailable):
                await guarded.ask("NO SUCH COMMAND")
        await until_half_open(guarded)
        for _ in range(2):
            await guarded.ask("PING")
    await guarded.close()
    assert [log["event"] for log in logs] == ["redis_away", "redis_back"]
    assert logs[0]["error"] == "ResponseError"
    assert "unknown command" in logs[0]["reason"]


async def test_a_trial_call_after_a_refusal_connects_anew(settings: Settings, redis: Redis) -> None:
    """A primary that becomes a replica keeps its connections, and refuses writes on them."""
    changes = {"breaker_failure_threshold": 1, "breaker_recovery_seconds": 0.01}
    guarded = GuardedRedis(settings.model_copy(update=changes))
    before = await guarded.ask("CLIENT", "ID")
    with pytest.raises(RedisUnavailable):
        await guarded.ask("NO SUCH COMMAND")
    await until_half_open(guarded)
    assert await guarded.ask("CLIENT", "ID") != before
    await guarded.close()


async def test_the_settings_say_how_long_one_waits(settings: Settings, redis: Redis) -> None:
    guarded = GuardedRedis(settings.model_copy(update={"redis_timeout": 1, "redis_patience": 0.05}))
    await guarded.ask("PING")
    with pytest.raises(RedisUnavailable) as away:
        await guarded.ask("BLPOP", "nothing", 1)
    assert str(away.value.__cause__) == "no answer in time"
    await guarded.close()


async def test_a_cancelled_probe_does_not_keep_it_open(settings: Settings, redis: Redis) -> None:
    changes = {"breaker_failure_threshold": 1, "breaker_recovery_seconds": 0.01}
    guarded = GuardedRedis(settings.model_copy(update=changes))
    with pytest.raises(RedisUnavailable):
        await guarded.ask("NO SUCH COMMAND")
    await until_half_open(guarded)
    probe = asyncio.create_task(guarded.ask("BLPOP", "nothing", 1))
    await asyncio.sleep(0.02)
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    assert guarded.state is State.HALF_OPEN
    await guarded.close()
