"""All that sockets share in one process, and the tasks that keep it going."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from redis.asyncio import Redis

from impl.events.stream import EventStream
from impl.realtime.channels import Channels
from impl.realtime.feed import Feed
from impl.realtime.hub import Hub
from impl.realtime.presence import Presence
from impl.realtime.tickets import Tickets
from impl.settings import Settings
from impl.storage.redis.client import create_redis


class TooManySockets(Exception):
    """This process has as many sockets as it may."""


class Realtime:
    """`redis` is the client of the process, whose commands are bounded."""

    def __init__(self, settings: Settings, redis: Redis, channels: Channels) -> None:
        self.hub = Hub(channels, settings.events_stream_length)
        self.presence = Presence(redis, settings.redis_key_prefix)
        self.tickets = Tickets(redis, settings.redis_key_prefix)
        self._settings = settings
        self._sockets = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Count a socket for as long as the block lasts.

        Raises:
            TooManySockets: there is no place left in this process.
        """
        if self._sockets >= self._settings.max_sockets:
            raise TooManySockets
        self._sockets += 1
        try:
            yield
        finally:
            self._sockets -= 1

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the stream of events, and who is where, while the block lasts."""
        redis = create_redis(self._settings, bounded=False)
        feed = Feed(EventStream(self._settings, redis), self.hub)
        tasks = [asyncio.create_task(feed.run()), asyncio.create_task(self.presence.run())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await redis.aclose()
