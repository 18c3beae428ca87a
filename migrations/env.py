"""Alembic's environment: the database's settings, one migration at a time, no endless waits."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import alembic_postgresql_enum  # noqa: F401  types of enums become part of autogenerate
from alembic import context
from alembic.util import CommandError
from asyncpg.exceptions import PostgresError
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from impl.settings import DatabaseSettings, read_settings
from impl.settings.urls.postgresql import postgresql_address
from impl.storage.postgres.engine import create_engine
from impl.tables import metadata

# Of a transaction, because a lock of the session would stay with a pooler's connection when this
# process has gone; of one of its own, because a concurrent index ends that of the migrations. Any
# constant will do.
LOCK = 0x6D696772617465
TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
# The last statement of the lock's transaction: the SELECT before it would keep its snapshot until
# the next statement, and a concurrent index waits for all snapshots that are older.
STAY = text("SET LOCAL idle_in_transaction_session_timeout = 0")
HOLDER = text(
    """
    SELECT concat_ws(', ', 'pid ' || pid, usename, application_name, client_addr,
                     'since ' || date_trunc('second', backend_start))
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND datname = current_database()
      AND (classid::bigint << 32) + objid::bigint = :key
    """
)
# A migration that queues for a table stops everybody behind it, so it gives up at once, lets the
# others through and comes again.
LOCK_TIMEOUT = "200ms"
PAUSE = 1.0
LOCK_NOT_AVAILABLE = "55P03"
# SQLSTATEs that pass: it starts or stops, it has no connection left, or a pooler had none in time.
PASSING = {"57P01", "57P02", "57P03", "53300", "08003"}
# Seconds that PostgreSQL may need to start: migrations often run beside it, in a stack that starts.
PATIENCE = 60
# SQLSTATEs of what an operator has to change.
CURES = {
    "42501": "the role of the migrations needs the right to create tables, "
    "for example by GRANT CREATE ON SCHEMA public",
    "25006": "migrations need the primary server, and a database that is not read-only",
    LOCK_NOT_AVAILABLE: f"a table was in use for {PATIENCE} s; run the migrations again",
}


def migrate(connection: Connection) -> None:
    event.listen(connection, "begin", give_way)
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


def give_way(connection: Connection) -> None:
    """Limit the wait for tables in each transaction; a concurrent index has none, and may wait."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


async def main(settings: DatabaseSettings) -> None:
    engine = create_engine(settings, is_migration=True)
    server = f"PostgreSQL at {postgresql_address(settings.database_url.get_secret_value()).server}"
    async with connected(engine, server) as keeper, locked(keeper, server):
        await migrated(engine, server)
    await engine.dispose()


async def migrated(engine: AsyncEngine, server: str) -> None:
    """Migrate as soon as the tables can be had.

    Raises:
        SystemExit: they could not in time, or the database refuses what an operator can change.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            async with connected(engine, server) as connection:
                await connection.run_sync(migrate)
        except DBAPIError as error:
            left = deadline - time.monotonic()
            state = getattr(cause(error), "sqlstate", "")
            if state != LOCK_NOT_AVAILABLE or left <= 0:
                if state not in CURES:  # a defect of a migration, whose place matters
                    raise
                sys.exit(f"{server} refuses: {reason(error)}; {CURES[state]}")
            say(f"a table is in use; trying again ({left:.0f} s left)")
            await asyncio.sleep(PAUSE)
        else:
            return


@asynccontextmanager
async def locked(connection: AsyncConnection, server: str) -> AsyncIterator[None]:
    """Of several starters one migrates; the others wait here and find nothing left to do.

    Raises:
        SystemExit: another process has been migrating for too long, or the server hangs up.
    """
    deadline = time.monotonic() + PATIENCE
    try:
        while holder := await holder_of_lock(connection):
            left = deadline - time.monotonic()
            if left <= 0:
                sys.exit(f"another migration has not ended in {PATIENCE} s: {holder}")
            say(f"waiting for another migration ({left:.0f} s left): {holder}")
            await asyncio.sleep(1)
    except DBAPIError as error:
        sys.exit(f"{server} refuses: {reason(error)}")
    yield
    try:
        await connection.rollback()
    except DBAPIError as error:
        say(
            f"done, but another migration may have run beside it: the lock is lost: {reason(error)}"
        )


async def holder_of_lock(connection: AsyncConnection) -> str | None:
    """Return who else has the lock; None once the open transaction of this connection has it."""
    if await connection.scalar(TRY_LOCK, {"key": LOCK}):
        await connection.execute(STAY)
        return None
    holder = await connection.scalar(HOLDER, {"key": LOCK})
    await connection.rollback()  # the other's concurrent index would wait for its snapshot
    return holder or "another session"


@asynccontextmanager
async def connected(engine: AsyncEngine, server: str) -> AsyncIterator[AsyncConnection]:
    """A connection, as soon as PostgreSQL takes one.

    Raises:
        SystemExit: it did not in time, or refuses for good: password, database, role.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection = await engine.connect()
            break
        except (OSError, DBAPIError, PostgresError) as error:
            why = reason(error)
            refuses = isinstance(error, DBAPIError | PostgresError)
            if refuses and getattr(cause(error), "sqlstate", "") not in PASSING:
                sys.exit(f"{server} refuses: {why}")
        left = deadline - time.monotonic()
        if left <= 0:
            sys.exit(f"{server} was not there in {PATIENCE} s: {why}")
        say(f"waiting for {server} ({left:.0f} s left): {why}")
        await asyncio.sleep(1)
    try:
        yield connection
    finally:
        await connection.close()


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def cause(error: Exception) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig else error


def reason(error: Exception) -> str:
    return str(cause(error)).partition("\n")[0] or type(error).__name__


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
