"""Copies every event from the outbox to a Redis stream, for all who want to follow.

The stream keeps the last `events_stream_length` events. Redis numbers the entries; the field `id`
is the event's own. An event is there once, or again after a crash between Redis and PostgreSQL,
so readers skip ids that they have had. A stream that is gone, because Redis was emptied, is written
again from the outbox.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import structlog
from pydantic_core import to_json
from redis.asyncio import Redis
from sqlalchemy import ARRAY, BigInteger, Boolean, any_, bindparam, func, literal, select, update
from sqlmodel import col

from impl.events.stream import BATCH, stream_name
from impl.events.tables import OutboxTable
from impl.settings import Settings
from impl.storage import Database, WriteSession
from impl.storage.postgres.prepared import Query

_LOCK: Final = 0x6576656E7473
"""Any constant will do: one relay at a time, so that the events of a key keep their order."""
_PATIENCE: Final = 2.0
"""Seconds that Redis has for a batch; less than a transaction may be idle."""

_log = structlog.get_logger(__name__)


class _Entry(NamedTuple):
    id: int
    type: str
    version: int
    key: str
    payload: dict[str, Any]
    created_at: datetime

    def fields(self) -> dict[Any, Any]:
        return {
            "id": self.id,
            "type": self.type,
            "version": self.version,
            "key": self.key,
            "payload": to_json(self.payload),
            "created_at": self.created_at.isoformat(),
        }


_id: Final = col(OutboxTable.id)
_relayed_at: Final = col(OutboxTable.relayed_at)
_LOCKED: Final = Query(
    select(func.pg_try_advisory_xact_lock(literal(_LOCK, BigInteger), type_=Boolean)),
    lambda row: bool(row[0]),
)
_PENDING: Final = Query(
    select(*[col(getattr(OutboxTable, name)) for name in _Entry._fields])
    .where(_relayed_at.is_(None))
    .order_by(_id)
    .limit(BATCH),
    _Entry._make,
)
_RELAYED: Final = Query(
    update(OutboxTable)
    .where(_id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
    .values(relayed_at=func.now())
    .returning(_id),
    lambda row: int(row[0]),
)


class StreamLost(Exception):
    """Redis was emptied while events were on their way; nothing was written."""


class Relay:
    def __init__(self, settings: Settings, database: Database, redis: Redis) -> None:
        self._database = database
        self._redis = redis
        self._stream = stream_name(settings)
        self._length = settings.events_stream_length

    async def relay(self) -> bool:
        """Copy what is new, at most `BATCH` events; return whether there was anything."""
        session = self._database.write()
        try:
            if not await session.first(_LOCKED):
                return False
            async with asyncio.timeout(_PATIENCE):
                is_there = bool(await self._redis.exists(self._stream))
            if not is_there:
                await self._restore(session)
            entries = await session.all(_PENDING)
            if entries:
                await self._add(entries, create=not is_there)
                await session.all(_RELAYED, ids=[entry.id for entry in entries])
            await session.commit()
            return bool(entries)
        finally:
            await session.close()

    async def _restore(self, session: WriteSession) -> None:
        """Forget that the latest events were relayed, as many as the stream holds."""
        latest = (
            select(_id).where(_relayed_at.is_not(None)).order_by(_id.desc()).limit(self._length)
        )
        statement = update(OutboxTable).where(_id.in_(latest)).values(relayed_at=None)
        if count := (await session.execute(statement)).rowcount:
            _log.warning("event_stream_lost", written_again=count)

    async def _add(self, entries: Sequence[_Entry], *, create: bool) -> None:
        async with asyncio.timeout(_PATIENCE), self._redis.pipeline(transaction=True) as pipeline:
            for entry in entries:
                pipeline.xadd(
                    self._stream,
                    entry.fields(),
                    maxlen=self._length,
                    approximate=True,
                    nomkstream=not create,
                )
            if None in await pipeline.execute():
                raise StreamLost
