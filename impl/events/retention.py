"""Forgets events that Redis and all consumers have had."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists, func, select
from sqlmodel import col

from impl.events.tables import EventProgressTable, OutboxTable
from impl.settings import Settings
from impl.storage import Database

BATCH: Final = 1000


async def forget_old_events(settings: Settings, database: Database) -> bool:
    """Delete at most `BATCH` events; return whether there may be more."""
    age = timedelta(hours=settings.events_retention_hours)
    is_awaited = exists().where(col(EventProgressTable.event_id) == col(OutboxTable.id))
    old = (
        select(col(OutboxTable.id))
        .where(col(OutboxTable.relayed_at) < func.now() - age, ~is_awaited)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    session = database.write()
    try:
        result = await session.execute(delete(OutboxTable).where(col(OutboxTable.id).in_(old)))
        await session.commit()
        return result.rowcount == BATCH
    finally:
        await session.close()
