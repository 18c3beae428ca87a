"""The Redis stream of events, as those read it who follow it."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final, NamedTuple, Self

import structlog
from pydantic_core import from_json
from redis.asyncio import Redis

from impl.settings import Settings

BATCH: Final = 500
_PATIENCE: Final = 2.0
"""Seconds that Redis has for an answer, beyond those that it was asked to wait."""

_log = structlog.get_logger(__name__)


def stream_name(settings: Settings) -> str:
    return f"{settings.redis_key_prefix}events"


class EntryId(NamedTuple):
    """What Redis numbers the entries of a stream with; later ones are greater."""

    milliseconds: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        milliseconds, _, number = text.partition("-")
        return cls(int(milliseconds), int(number))

    def __str__(self) -> str:
        return f"{self.milliseconds}-{self.number}"


START: Final = EntryId(0, 0)
"""Before all entries."""


class StreamedEvent(NamedTuple):
    """`sequence` is the entry's, `id` the event's own: an event may be there twice."""

    sequence: EntryId
    id: int
    type: str
    version: int
    payload: Any
    created_at: str


class EventStream:
    """Each method raises what the client raises where Redis is away.

    `redis` must not bound commands: to wait for events is one.
    """

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._redis = redis
        self._name = stream_name(settings)
        self._length = settings.events_stream_length

    async def latest(self) -> tuple[list[StreamedEvent], EntryId]:
        """Return as many events as the stream is meant to keep, and the place of the last."""
        async with asyncio.timeout(_PATIENCE):
            entries: Any = await self._redis.xrevrange(self._name, count=self._length)
        return _events(reversed(entries)), _place(entries[0]) if entries else START

    async def after(
        self, place: EntryId, *, wait: float = 0.0
    ) -> tuple[list[StreamedEvent], EntryId]:
        """Return the next events, at most `BATCH`, and the place that was read up to.

        Wait for so many seconds if there is nothing new.
        """
        async with asyncio.timeout(wait + _PATIENCE):
            answer: Any = await self._redis.xread(
                {self._name: str(place)}, count=BATCH, block=int(1000 * wait) or None
            )
        entries = answer[0][1] if answer else []
        return _events(entries), _place(entries[-1]) if entries else place

    async def bounds(self) -> tuple[EntryId, EntryId] | None:
        """Return the places of the first entry and of the last; None where there are none."""
        async with asyncio.timeout(_PATIENCE), self._redis.pipeline(transaction=True) as pipeline:
            pipeline.xrange(self._name, count=1)
            pipeline.xrevrange(self._name, count=1)
            first, last = await pipeline.execute()
        return (_place(first[0]), _place(last[0])) if first else None


def _events(entries: Iterable[tuple[bytes, dict[bytes, bytes]]]) -> list[StreamedEvent]:
    """Return the events that can be read; an entry that somebody else wrote is passed over."""
    events = []
    for name, fields in entries:
        try:
            event = StreamedEvent(
                sequence=EntryId.parse(name.decode()),
                id=int(fields[b"id"]),
                type=fields[b"type"].decode(),
                version=int(fields[b"version"]),
                payload=from_json(fields[b"payload"], cache_strings="keys"),
                created_at=fields[b"created_at"].decode(),
            )
        except (KeyError, ValueError) as error:
            _log.error("stream_entry_unreadable", entry=name.decode(), reason=repr(error))
        else:
            events.append(event)
    return events


def _place(entry: tuple[bytes, Any]) -> EntryId:
    return EntryId.parse(entry[0].decode())
