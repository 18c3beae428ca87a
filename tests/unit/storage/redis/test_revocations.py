"""Redis is away: what is to be told to it waits in the background."""

import asyncio

from pydantic import SecretStr
from structlog.testing import capture_logs

from impl.settings import Settings
from impl.storage.redis.client import create_redis
from impl.storage.redis.revocations import Revocations


async def test_who_closes_does_not_wait_for_what_cannot_be_told(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1/0")})
    redis = create_redis(nowhere)
    revocations = Revocations(redis, "test:", cap=60)
    with capture_logs() as events:
        await revocations.publish(["one"])
        await revocations.publish(["two"])
    assert [each["event"] for each in events] == ["revocation_waits_for_redis"] * 2
    async with asyncio.timeout(5):
        await revocations.close()
    await redis.aclose()
