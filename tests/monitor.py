"""What a Redis is asked, as it tells it itself."""

from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from impl.settings import Settings
from impl.storage.redis.client import create_redis


async def commands_of(
    act: Callable[[], Awaitable[object]], redis: Redis, settings: Settings
) -> list[str]:
    """Do something, and return the commands that it sent to the database of the settings.

    What scripts call is left out, and so is what other workers ask of their databases, and the feed
    of an application that other tests have started.
    """
    watcher = create_redis(settings)
    database = watcher.connection_pool.connection_kwargs.get("db", 0)
    commands = []
    async with watcher.monitor() as monitor:
        await act()
        await redis.echo("end")
        async for seen in monitor.listen():
            if seen["client_type"] == "lua" or seen["db"] != database:
                continue
            name = seen["command"].split()[0]
            if name == "ECHO":
                break
            if name != "XREAD":
                commands.append(name)
    await watcher.aclose()
    return commands
