"""The hub follows the stream through losses: no gap, or its followers are told of one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar, cast

import pytest
from exactapi.problems import ContractViolationError
from exactapi.websockets.socket import SocketClosed
from redis.asyncio import Redis

from impl.events.event import Event
from impl.events.stream import EntryId, EventStream, StreamedEvent, stream_name
from impl.realtime.channels import Channel, Channels
from impl.realtime.feed import Feed
from impl.realtime.hub import CHUNK, AnySocket, Hub
from impl.settings import Settings
from impl.storage.redis.client import create_redis

PATIENCE = 20


class Tick(Event):
    type: ClassVar[str] = "tick"
    number: int

    @property
    def key(self) -> str:
        return "clock"


TICKS = Channels(Channel("ticks", [Tick], lambda _principal, _member: True))


class Follower:
    """Stands for a socket: `told` has the numbers of the ticks, and "reset"."""

    def __init__(self) -> None:
        self.told: list[int | str] = []
        self.is_slow = False
        self._more = asyncio.Event()

    def write(self, message: Any) -> Any:
        if message["type"] == "event" and "number" not in message["event"]["data"]:
            raise ContractViolationError("number is missing")
        return message

    def send_nowait(self, message: Any) -> None:
        if self.is_slow:
            raise SocketClosed(4408)
        is_event = message["type"] == "event"
        self.told.append(message["event"]["data"]["number"] if is_event else message["type"])
        self._more.set()

    async def has(self, *told: int | str) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.told != [*told]:
                self._more.clear()
                await self._more.wait()


class Clock:
    """Writes ticks to the stream, as the relay writes events."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._redis = redis
        self._stream = stream_name(settings)

    async def tick(self, *numbers: int, version: int = 1, payload: str | None = None) -> None:
        for number in numbers:
            text = f'{{"number":{number}}}' if payload is None else payload
            fields = {"id": number, "type": "tick", "version": version, "payload": text}
            await self._redis.xadd(self._stream, {**fields, "key": "", "created_at": "2026"})

    async def forget(self) -> None:
        await self._redis.flushdb()

    async def keep(self, length: int) -> None:
        await self._redis.xtrim(self._stream, maxlen=length, approximate=False)


@asynccontextmanager
async def following(settings: Settings) -> AsyncIterator[tuple[Hub, Follower]]:
    """A hub that has read the stream so far, and one who follows `ticks` from then on."""
    hub, follower = Hub(TICKS, settings.events_stream_length), Follower()
    redis = create_redis(settings, bounded=False)
    running = asyncio.create_task(Feed(EventStream(settings, redis), hub).run())
    stream = EventStream(settings, redis)
    bounds = await stream.bounds()
    while bounds is not None and hub.history.last != bounds[1]:  # noqa: ASYNC110  no event for it
        await asyncio.sleep(0.01)
    hub.attach(cast("AnySocket", follower), "ticks")
    try:
        yield hub, follower
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await redis.aclose()


async def test_what_happens_is_told_in_order_and_what_was_is_kept(
    settings: Settings, redis: Redis
) -> None:
    clock = Clock(settings, redis)
    await clock.tick(1, 2)
    async with following(settings) as (hub, follower):
        await clock.tick(3, 4)
        await follower.has(3, 4)
        assert [each.event.id for each in hub.history.after(hub.history.floor)] == [2, 3, 4]


async def test_an_event_that_is_written_twice_is_told_once(
    settings: Settings, redis: Redis
) -> None:
    clock = Clock(settings, redis)
    async with following(settings) as (_, follower):
        await clock.tick(1, 2, 2, 1, 3)
        await follower.has(1, 2, 3)


async def test_a_stream_that_was_lost_and_written_again_is_rejoined(
    settings: Settings, redis: Redis
) -> None:
    clock = Clock(settings, redis)
    await clock.tick(1, 2)
    async with following(settings) as (hub, follower):
        await clock.tick(3)
        await follower.has(3)
        seen = hub.history.last
        await clock.forget()
        await clock.tick(1, 2, 3, 4)
        await follower.has(3, 4)
        messages, _ = hub.since("ticks", seen) or ([], None)
        assert [each["event"]["id"] for each in messages] == [4]


async def test_a_stream_that_has_nothing_in_common_is_a_gap(
    settings: Settings, redis: Redis
) -> None:
    clock = Clock(settings, redis)
    await clock.tick(1)
    async with following(settings) as (hub, follower):
        seen = hub.history.last
        await clock.forget()
        await clock.tick(7, 8)
        await follower.has("reset")
        assert hub.since("ticks", seen) is None
        await clock.tick(9)
        await follower.has("reset", 9)


@pytest.mark.slow
async def test_a_stream_that_counts_from_an_earlier_time_is_a_gap(
    settings: Settings, redis: Redis
) -> None:
    clock = Clock(settings, redis)
    await clock.tick(1)
    async with following(settings) as (_, follower):
        await redis.flushdb()
        fields = {"id": 1, "type": "tick", "version": 1, "created_at": "", "payload": "{}"}
        await redis.xadd(stream_name(settings), {**fields}, id="5-0")
        await follower.has("reset")


async def test_events_that_were_trimmed_before_they_were_read_are_a_gap(
    settings: Settings, redis: Redis
) -> None:
    clock, hub, follower = Clock(settings, redis), Hub(TICKS, 100), Follower()
    await clock.tick(1)
    stream = EventStream(settings, redis)
    hub.reset(*await stream.latest())
    hub.attach(cast("AnySocket", follower), "ticks")
    await clock.tick(2, 3, 4)  # while the feed is away
    await clock.keep(1)
    running = asyncio.create_task(Feed(stream, hub).run())
    await follower.has("reset")
    running.cancel()


async def test_an_event_that_cannot_be_told_is_a_gap(settings: Settings, redis: Redis) -> None:
    clock = Clock(settings, redis)
    async with following(settings) as (_, follower):
        await clock.tick(1, version=2)
        await follower.has("reset")
        await clock.tick(2, payload="{}")
        await follower.has("reset", "reset")
        await clock.tick(3)
        await follower.has("reset", "reset", 3)


async def test_an_entry_of_somebody_else_is_passed_over(settings: Settings, redis: Redis) -> None:
    clock = Clock(settings, redis)
    async with following(settings) as (_, follower):
        await redis.xadd(stream_name(settings), {"what": "ever"})
        await clock.tick(1, payload="{")
        await clock.tick(2)
        await follower.has(2)


async def test_a_follower_that_is_too_slow_is_let_go_and_the_others_are_told(
    settings: Settings, redis: Redis
) -> None:
    clock = Clock(settings, redis)
    async with following(settings) as (hub, follower):
        slow = Follower()
        slow.is_slow = True
        hub.attach(cast("AnySocket", slow), "ticks")
        await clock.tick(1, 2)
        await follower.has(1, 2)
        assert slow.told == []


async def test_what_was_missed_is_told_in_parts() -> None:
    hub = Hub(TICKS, 1000)
    stream_of = [_tick(number) for number in range(1, 2 * CHUNK + 11)]
    hub.publish(stream_of)
    place, parts = EntryId(1, 0), []
    while (missed := hub.since("ticks", place)) is not None and missed[0]:
        messages, place = missed
        parts.append(len(messages))
    assert parts == [CHUNK, CHUNK, 9]


def _tick(number: int) -> StreamedEvent:
    return StreamedEvent(EntryId(number, 0), number, "tick", 1, {"number": number}, "")
