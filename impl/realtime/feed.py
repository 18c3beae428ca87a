"""Follows the stream of events for the hub, across absences of Redis and losses of the stream."""

import asyncio
from typing import Final

import structlog

from impl.events.stream import START, EntryId, EventStream, StreamedEvent
from impl.realtime.hub import Hub
from impl.storage.redis.client import is_cancelled

_WAIT: Final = 5.0
"""Seconds that Redis is asked to wait for events, after which the stream is looked at anyway."""
_FAILURE_PAUSE: Final = 0.5

_log = structlog.get_logger(__name__)


class Feed:
    def __init__(self, stream: EventStream, hub: Hub) -> None:
        self._stream = stream
        self._hub = hub
        self._has_begun = False

    async def run(self) -> None:
        """Hand events to the hub until the task is cancelled."""
        is_away_now = False
        while not is_cancelled():
            try:
                if not self._has_begun:
                    await self._begin()
                await self._read()
            except Exception as error:  # noqa: BLE001  whatever it is, the feed goes on
                if not is_away_now:  # an outage is told once
                    _log.warning("event_feed_waits", exc_info=error)
                is_away_now = True
                await asyncio.sleep(_FAILURE_PAUSE)
            else:
                if is_away_now:
                    _log.info("event_feed_goes_on")
                is_away_now = False

    async def _begin(self) -> None:
        """Take what is there for the past."""
        events, place = await self._stream.latest()
        if place > START:
            self._hub.reset(events, place)
        self._has_begun = True

    async def _read(self) -> None:
        """Wait for events, and hand them on if none between them and the last can be missing."""
        known = self._hub.history.last
        events, place = await self._stream.after(known, wait=_WAIT)
        bounds = await self._stream.bounds()
        if bounds is None:
            return  # the stream was lost, and the relay will write it again
        if bounds[1] < known:
            await self._begin_anew("the stream counts from an earlier time")
        elif bounds[0] > known > START:
            await self._close_gap()
        elif place > known:
            self._hub.publish(events)
            self._hub.history.reach(place)

    async def _close_gap(self) -> None:
        """Go on in a stream that was lost and written again, or is ahead by more than it keeps.

        It is whole if it has an event that was here before: the relay writes the latest events
        again, in their order.
        """
        events, place = await self._all()
        if any(self._hub.history.has(event.id) for event in events):
            _log.info("event_stream_rejoined")
            self._hub.publish(events)
            self._hub.history.reach(place)
        else:
            await self._begin_anew("the stream has gone on without this process")

    async def _begin_anew(self, reason: str) -> None:
        _log.warning("event_feed_reset", reason=reason)
        await self._begin()

    async def _all(self) -> tuple[list[StreamedEvent], EntryId]:
        events: list[StreamedEvent] = []
        place, reached = START, await self._stream.after(START)
        while reached[1] > place:
            batch, place = reached
            events += batch
            reached = await self._stream.after(place)
        return events, place
