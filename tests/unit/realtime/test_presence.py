"""The task that keeps Redis and the sockets up to date ends when it is told so."""

import asyncio
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from impl.realtime.hub import AnySocket
from impl.realtime.presence import Presence
from impl.settings import Settings
from impl.storage.redis.client import create_redis

PATIENCE = 5


class Deaf:
    """Stands for a socket."""

    def send_nowait(self, _message: Any) -> None:
        pass


@pytest.mark.parametrize("turns", range(12))
async def test_it_ends_wherever_it_is_cancelled(
    settings: Settings, redis: Redis, turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Python 3.11 that which came while it wrote to Redis was lost."""
    client = create_redis(settings)
    await client.ping()
    presence = Presence(client, "test:")
    looks = asyncio.Event()
    exchange = presence._exchange

    async def seen() -> dict[str, list[str]]:
        looks.set()
        return await exchange()

    monkeypatch.setattr(presence, "_exchange", seen)
    task = asyncio.create_task(presence.run())
    presence.join(cast("AnySocket", Deaf()), "channel", "user")
    await looks.wait()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    assert await asyncio.wait([task], timeout=PATIENCE) == ({task}, set())
    assert await redis.zrange("test:presence:channel", 0, -1) == []
    await client.aclose()
