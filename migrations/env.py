"""Alembic's environment: the database's settings, one migration at a time, no endless waits."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, pool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from impl.settings import DatabaseSettings, read_settings
from impl.storage.postgres.engine import database_url
from impl.tables import metadata

# Session-level, so that it outlives the transactions of single migrations. Any constant will do.
LOCK = 0x6D696772617465
# A migration that queues for a table stops everybody behind it: rather fail, and be run again.
LOCK_TIMEOUT = "5s"
# SQLSTATEs that pass: it starts or stops, it has no connection left.
PASSING = {"57P01", "57P02", "57P03", "53300"}
# Seconds that PostgreSQL may need to start: migrations often run beside it, in a stack that starts.
PATIENCE = 60


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def main(settings: DatabaseSettings) -> None:
    engine = create_async_engine(
        database_url(settings),
        poolclass=pool.NullPool,
        connect_args={"timeout": settings.database_connect_timeout},
    )
    async with connected(engine) as connection:
        # Of several starters one migrates; the others wait here and find nothing left to do.
        await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        await connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        await connection.commit()
        await connection.run_sync(migrate)
    await engine.dispose()


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection, as soon as PostgreSQL takes one.

    Raises:
        SystemExit: it did not in time, or refuses for good: password, database, role.
    """
    server = f"PostgreSQL at {engine.url.host or 'localhost'}:{engine.url.port or 5432}"
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection = await engine.connect()
            break
        except (OSError, DBAPIError) as error:
            why = reason(error)
            if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") not in PASSING:
                sys.exit(f"{server} refuses: {why}")
        left = deadline - time.monotonic()
        if left <= 0:
            sys.exit(f"{server} was not there in {PATIENCE} s: {why}")
        sys.stderr.write(f"waiting for {server} ({left:.0f} s left): {why}\n")
        sys.stderr.flush()
        await asyncio.sleep(1)
    try:
        yield connection
    finally:
        await connection.close()


def reason(error: OSError | DBAPIError) -> str:
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    return said.partition("\n")[0] or type(error).__name__


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    given = context.config.attributes.get("settings")
    try:
        asyncio.run(main(given or read_settings(DatabaseSettings)))
    except CommandError as error:
        if "Can't locate revision" not in str(error):
            raise
        raise CommandError(
            f"{error}: the database is newer than this code. Deploy the release that migrated it, "
            "or take its migrations back with that release first."
        ) from None
