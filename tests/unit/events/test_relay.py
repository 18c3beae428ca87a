"""The stream has every event, whatever becomes of Redis."""

import json

import pytest
from redis.asyncio import Redis

from impl.events.relay import Relay
from impl.events.retention import forget_old_events
from impl.events.stream import BATCH, stream_name
from impl.settings import Settings
from impl.storage import Database
from tests.resilience.events.ticks import Tick, execute, publish, rows


@pytest.fixture
def relay(settings: Settings, database: Database, redis: Redis) -> Relay:
    return Relay(settings, database, redis)


async def numbers(redis: Redis, settings: Settings) -> list[int]:
    entries = await redis.xrange(stream_name(settings))
    return [json.loads(fields[b"payload"])["number"] for _, fields in entries]


async def test_every_event_is_there_once_in_order(relay, database, redis, settings) -> None:
    events = [Tick(about=f"k{n % 7}", number=n) for n in range(BATCH + 1)]
    await publish(database, *events)
    assert [await relay.relay() for _ in range(3)] == [True, True, False]
    assert await numbers(redis, settings) == [event.number for event in events]


async def test_an_entry_says_what_the_event_is(relay, database, redis, settings) -> None:
    await publish(database, Tick(about="k", number=1))
    await relay.relay()
    ((_, fields),) = await redis.xrange(stream_name(settings))
    ((event_id,),) = await rows(database, "SELECT id FROM outbox")
    assert fields[b"id"] == str(event_id).encode()
    assert (fields[b"type"], fields[b"version"], fields[b"key"]) == (b"tick", b"1", b"k")
    assert b"created_at" in fields


async def test_what_redis_has_lost_is_written_again(relay, database, redis, settings) -> None:
    await publish(database, *(Tick(about="k", number=n) for n in range(3)))
    await relay.relay()
    await redis.flushdb()
    await publish(database, Tick(about="k", number=3))
    await relay.relay()
    assert await numbers(redis, settings) == [0, 1, 2, 3]


async def test_it_is_written_again_though_nothing_new_happens(
    relay, database, redis, settings
) -> None:
    await publish(database, Tick(about="k", number=0))
    await relay.relay()
    await redis.flushdb()
    await relay.relay()
    assert await numbers(redis, settings) == [0]


async def test_the_stream_is_capped(settings, database, redis) -> None:
    short = settings.model_copy(update={"events_stream_length": 100})
    await publish(database, *(Tick(about="k", number=n) for n in range(400)))
    await Relay(short, database, redis).relay()
    kept = await numbers(redis, settings)
    assert kept[-1] == 399
    assert 100 <= len(kept) < 400


async def test_only_events_that_all_have_had_are_forgotten(
    relay, database, redis, settings
) -> None:
    await publish(database, *(Tick(about="k", number=n) for n in range(4)))
    await relay.relay()
    await publish(database, Tick(about="k", number=4))
    await execute(
        database,
        "UPDATE outbox SET relayed_at = relayed_at - interval '2 days'"
        " WHERE (payload->>'number')::int IN (0, 1)",
        "DELETE FROM event_progress USING outbox"
        " WHERE event_id = outbox.id AND (payload->>'number')::int != 1",
    )
    assert not await forget_old_events(settings, database)
    kept = await rows(database, "SELECT (payload->>'number')::int FROM outbox ORDER BY id")
    assert kept == [(1,), (2,), (3,), (4,)]
