"""Alembic's environment: the service's settings, one migration at a time, no long waits."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from impl.settings import Settings
from impl.storage.postgres.engine import database_url
from impl.tables import metadata

# Session-level, so that it outlives the transactions of single migrations. Any constant will do.
LOCK = 0x6D696772617465
# A migration that queues for a table stops everybody behind it: rather fail, and be run again.
LOCK_TIMEOUT = "5s"


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def main(settings: Settings) -> None:
    engine = create_async_engine(
        database_url(settings),
        poolclass=pool.NullPool,
        connect_args={"timeout": settings.database_connect_timeout},
    )
    async with engine.connect() as connection:
        # Of several starters one migrates; the others wait here and find nothing left to do.
        await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        await connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        await connection.commit()
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(main(context.config.attributes.get("settings") or Settings()))
