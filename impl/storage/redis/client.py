"""Creates the Redis client, without touching the network; every command has a deadline.

By default redis-py retries with backoff, which turns a refused port into seconds of waiting, and
listens for a cluster's maintenance, which hands out connections that the server has closed.
"""

import asyncio
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.maint_notifications import MaintNotificationsConfig

from impl.settings import Settings


def create_redis(settings: Settings, *, bounded: bool = True) -> Redis:
    """Return a client whose commands raise within `redis_timeout` seconds; see `is_away`.

    Callers with deadlines of their own pass `bounded=False`: the client's deadline costs a task
    for each command.
    """
    timeout = settings.redis_timeout if bounded else None
    return Redis.from_url(
        settings.redis_url.get_secret_value(),
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        maint_notifications_config=MaintNotificationsConfig(enabled=False),
    )


def is_away(error: BaseException) -> bool:
    """Return whether Redis could not answer; the caller then goes on without it."""
    return isinstance(error, RedisError | OSError)


def is_cancelled() -> bool:
    """Return whether the running task has been cancelled, even if the cancellation was lost.

    A loop that somebody cancels and waits for asks it in each round. On Python 3.11
    `asyncio.wait_for`, with which a bounded client writes, loses a cancellation that comes as the
    write ends (https://github.com/python/cpython/issues/86296); only the task's count tells of it.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


_PROBE: Final = "return redis.call('SET', KEYS[1], '1', 'PX', 1000)"


async def check_redis(redis: Redis, prefix: str) -> None:
    """Raise (see `is_away`) unless Redis does what the service needs: run a script that writes.

    It may answer and yet have no memory left, be a replica, or refuse scripts to this user.
    """
    await redis.eval(_PROBE, 1, f"{prefix}probe")
