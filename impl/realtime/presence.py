"""Who is on a channel, in all processes together.

Each process writes its own members to a sorted set of the channel in Redis, with a time at which
they are gone unless they are written again; so those of a process that was killed leave by
themselves. Everybody who is on a channel is told who else is, now and whenever that changes.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import structlog
from exactapi.websockets.socket import Socket, SocketClosed
from redis.asyncio import Redis

from impl.realtime.messages import presence_message
from impl.storage.redis.client import is_away, is_cancelled

_INTERVAL: Final = 2.0
"""Seconds between looks at what other processes have written ..."""
_SHORTEST: Final = 0.2
"""... and between looks because somebody of this process has come or gone."""
_LIFETIME: Final = 15
"""Seconds that a member stays without being written again."""
_MOST: Final = 1000
"""Users that are told of at once, as the document says."""

_log = structlog.get_logger(__name__)

AnySocket = Socket[Any, Any]


@dataclass(slots=True)
class _Member:
    name: str
    """The user's id, a blank, and an id of the socket: a user may have several."""
    told: list[str] | None = None


class Presence:
    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix
        self._here: dict[str, dict[AnySocket, _Member]] = {}
        self._gone: list[tuple[str, str]] = []
        self._changed = asyncio.Event()

    def join(self, socket: AnySocket, channel: str, user: str) -> None:
        """Show a user on a channel; the socket is told who is there from now on."""
        self._here.setdefault(channel, {}).setdefault(socket, _Member(f"{user} {uuid4().hex}"))
        self._changed.set()

    def leave(self, socket: AnySocket, channel: str) -> None:
        """Show the socket's user there no more; another socket of the same user may still be."""
        members = self._here.get(channel, {})
        member = members.pop(socket, None)
        if member is not None:
            self._gone.append((channel, member.name))
            self._changed.set()
            if not members:
                del self._here[channel]

    async def run(self) -> None:
        """Keep Redis and the sockets up to date until the task is cancelled; then leave."""
        try:
            while not is_cancelled():
                await self._wait()
                await self._look()
        finally:
            for channel, members in [*self._here.items()]:
                for socket in [*members]:
                    self.leave(socket, channel)
            await self._look()

    async def _wait(self) -> None:
        """Wait for a change in this process, or for as long as others may have gone unnoticed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_INTERVAL if self._here else None):
                await self._changed.wait()
                await asyncio.sleep(_SHORTEST)
        self._changed.clear()

    async def _look(self) -> None:
        try:
            present = await self._exchange()
        except Exception as error:  # noqa: BLE001  whatever it is, the next look may succeed
            if not is_away(error):
                _log.error("presence_failed", exc_info=error)
            return
        for channel, users in present.items():
            for socket, member in [*self._here.get(channel, {}).items()]:
                if member.told != users:
                    member.told = users
                    with suppress(SocketClosed):
                        socket.send_nowait(presence_message(channel, users))

    async def _exchange(self) -> dict[str, list[str]]:
        """Write down who is here and who has gone; return the users on each channel."""
        gone, channels = self._gone, [*self._here]
        if not gone and not channels:
            return {}
        # The clock is Redis's own: one process's that jumps would turn the others' users out.
        now, _ = await self._redis.time()
        self._gone = []
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for channel, name in gone:
                    pipeline.zrem(self._key(channel), name)
                for channel in channels:
                    key = self._key(channel)
                    names = [member.name for member in self._here[channel].values()]
                    pipeline.zadd(key, dict.fromkeys(names, now + _LIFETIME))
                    pipeline.expire(key, 2 * _LIFETIME)
                    pipeline.zremrangebyscore(key, "-inf", now)
                for channel in channels:
                    pipeline.zrange(self._key(channel), 0, -1)
                answers = await pipeline.execute()
        except BaseException:
            self._gone += gone
            raise
        found = answers[len(answers) - len(channels) :]
        return {
            channel: sorted({name.decode().partition(" ")[0] for name in names})[:_MOST]
            for channel, names in zip(channels, found, strict=True)
        }

    def _key(self, channel: str) -> str:
        return f"{self._prefix}presence:{channel}"
