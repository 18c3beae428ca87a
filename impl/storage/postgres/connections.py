"""A pool of PostgreSQL connections that asyncpg and SQLAlchemy share.

A checkout from SQLAlchemy's pool costs several times the query that it is for, and a return costs
a round trip. So SQLAlchemy only opens connections, and they stay here, idle, for the next use.
Transactions begin and end on the driver, so that its statements and SQLAlchemy's can share one;
SQLAlchemy leaves them alone (AUTOCOMMIT). When all connections are in use, callers wait in order.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from asyncpg.exceptions import (
    InvalidSQLStatementNameError,
    PostgresError,
    ProtocolViolationError,
    TooManyConnectionsError,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from impl.settings import Settings
from impl.storage.postgres.engine import create_engine, set_limits
from impl.storage.postgres.semaphore import FairSemaphore

_CHECK_TIMEOUT: Final = 0.3
"""Seconds that an idle connection has to answer before it is taken for dead."""
_FULL_FOR: Final = 5.0
"""Seconds for which a place stays empty once PostgreSQL has no room for its connection."""
_POOLER_TRIES: Final = 3
"""Behind a pooler, the statements that a new connection begins with may meet two sessions."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PooledConnection:
    """One connection that runs statements of asyncpg (`driver`) and of SQLAlchemy (`sql`)."""

    driver: Any
    sql: AsyncConnection
    expires: float
    """The time of its replacement, by `time.monotonic`."""
    begin_statement: str = "BEGIN"
    idle_since: float = field(default_factory=time.monotonic)
    has_begun: bool = False
    """A transaction is, or may be, under way."""

    @property
    def is_closed(self) -> bool:
        """Return whether PostgreSQL has hung up; asyncpg notices without a round trip."""
        return self.sql.invalidated or bool(self.driver.is_closed())

    @property
    def is_to_replica(self) -> bool:
        """Return whether it leads to a replica, as PostgreSQL tells without being asked."""
        return getattr(self.driver.get_settings(), "in_hot_standby", "off") == "on"

    @property
    def is_idle(self) -> bool:
        """Return whether the connection can be used again as it is."""
        return not self.has_begun and self.sql.get_transaction() is None

    async def begin(self) -> None:
        self.has_begun = True
        await self.driver.execute(self.begin_statement)

    async def commit(self) -> None:
        """Commit the transaction.

        Raises:
            TransactionFailed: PostgreSQL has rolled back; a driver's error means the same.
        """
        # PostgreSQL answers COMMIT with ROLLBACK where a statement has failed before.
        if await self.driver.execute("COMMIT") != "COMMIT":
            raise TransactionFailed
        self.has_begun = False

    async def rollback(self) -> None:
        if self.has_begun:
            await self.driver.execute("ROLLBACK")
            self.has_begun = False
        if self.sql.get_transaction() is not None:
            await self.sql.rollback()  # of SQLAlchemy's own bookkeeping


class TransactionFailed(Exception):
    """An earlier statement had failed, so PostgreSQL has rolled the transaction back."""


class PoolerNotNamed(ConnectionError):
    """A pooler is in between that the settings do not name; the message says what to do."""


class Connections:
    """At most `database_pool_size` connections, for reads and transactions alike."""

    def __init__(self, settings: Settings) -> None:
        self._engine: AsyncEngine = create_engine(settings)
        self._semaphore = FairSemaphore(settings.database_pool_size, settings.database_pool_timeout)
        self._age = settings.database_connection_age
        self._idle_check = settings.database_idle_check
        self.needs_transactions = settings.database_pooler == "transaction"
        """Preparing and running a single statement might meet two sessions."""
        self._begin = "BEGIN"
        if self.needs_transactions:
            self._begin += f"; {set_limits(settings, local=True)}"
        self._ready: list[PooledConnection] = []
        self._open_count = 0

    @property
    def used(self) -> int:
        """Return how many connections run statements or are about to."""
        return self._open_count - len(self._ready)

    @property
    def waiting(self) -> int:
        """Return how many callers wait for a connection."""
        return self._semaphore.waiting

    async def acquire(self) -> PooledConnection:
        """Return a connection; pass it to `release`, or to `end` after a transaction.

        Raises:
            TimeoutError: no connection became free within `database_pool_timeout` seconds.
            ConnectionError: PostgreSQL cannot be reached; the driver's error if it refuses.
        """
        await self._semaphore.acquire()
        if self._ready and self._is_fresh(self._ready[-1], time.monotonic()):
            return self._ready.pop()
        while True:
            try:
                return await self._usable() or await self._open()
            except TooManyConnectionsError as error:
                if not self._open_count:
                    self._semaphore.release()
                    raise
                # PostgreSQL has less room than the pool has places: wait for one that is open.
                _log.warning("postgresql_full", open=self._open_count, reason=str(error))
                asyncio.get_running_loop().call_later(_FULL_FOR, self._semaphore.release)
                await self._semaphore.acquire()
            except BaseException:
                self._semaphore.release()
                raise

    def release(self, connection: PooledConnection) -> None:
        connection.idle_since = time.monotonic()
        self._ready.append(connection)
        self._semaphore.release()

    async def end(self, connection: PooledConnection) -> None:
        """Take the connection back, and roll back what was not committed.

        One that cannot write is not kept: after a failover the address leads to another server.
        """
        try:
            if connection.is_closed:
                await self._discard(connection)
            elif connection.is_to_replica:
                await self._discard(connection)
                await self.renew()
            else:
                await connection.rollback()
                connection.idle_since = time.monotonic()
                self._ready.append(connection)
        except BaseException:
            await self._discard(connection)
            raise
        finally:
            self._semaphore.release()

    async def renew(self) -> None:
        """Close what is idle, so that requests open connections to whoever is there now."""
        idle, self._ready = self._ready, []
        for each in idle:
            await self._discard(each)

    async def close(self) -> None:
        while self._ready:
            await self._ready.pop().sql.close()
        await self._engine.dispose()

    async def _usable(self) -> PooledConnection | None:
        """The connection that was used last, if it can be used again."""
        while self._ready:
            connection = self._ready.pop()
            now = time.monotonic()
            if connection.is_closed or now >= connection.expires:
                await self._discard(connection)
            elif self._is_fresh(connection, now) or await _answers(connection):
                return connection
            else:
                # Those that were idle for longer will be dead as well.
                _log.warning("idle_connections_lost", count=len(self._ready) + 1)
                for each in (connection, *self._ready):
                    each.driver.terminate()  # the connection is dead, so without a goodbye
                await self._discard(connection)
                await self.renew()
        return None

    def _is_fresh(self, connection: PooledConnection, now: float) -> bool:
        is_young = now < connection.expires and now - connection.idle_since < self._idle_check
        return is_young and not connection.driver.is_closed()  # idle, it is the driver's alone

    async def _open(self) -> PooledConnection:
        self._open_count += 1
        try:
            connection = await self._connect()
        except BaseException:
            self._open_count -= 1
            raise
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        return PooledConnection(
            driver=(await connection.get_raw_connection()).driver_connection,
            sql=connection,
            # Not all at once, or all requests would wait for new ones.
            expires=time.monotonic() + self._age * random.uniform(0.9, 1.1),  # noqa: S311  no secret
            begin_statement=self._begin,
        )

    async def _connect(self) -> AsyncConnection:
        tries = _POOLER_TRIES if self.needs_transactions else 1
        while True:
            tries -= 1
            try:
                return await self._engine.connect()
            except (OSError, DBAPIError, PostgresError) as error:
                reason = _reason(error)
                if not (isinstance(reason, InvalidSQLStatementNameError) and tries):
                    raise reason from error

    async def _discard(self, connection: PooledConnection) -> None:
        self._open_count -= 1
        if not connection.sql.invalidated:
            await connection.sql.invalidate()
        await connection.sql.close()


def _reason(error: Exception) -> Exception:
    """Return the reason of a failed attempt to connect: the driver's error, or a plainer one."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause = error.orig.__cause__
        error = cause if isinstance(cause, Exception) else error
    if isinstance(error, ProtocolViolationError) and "startup parameter" in str(error):
        return PoolerNotNamed(
            "A pooler refuses the limits of sessions: set DATABASE_POOLER to its mode, session or "
            "transaction."
        )
    if isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError):
        # An unknown host, a missing socket, no route: all the same to the caller.
        return ConnectionError(str(error))
    return error


async def _answers(connection: PooledConnection) -> bool:
    asking = asyncio.ensure_future(connection.driver.execute("SELECT 1"))
    answered, _ = await asyncio.wait([asking], timeout=_CHECK_TIMEOUT)
    if not answered:  # the driver's own timeout would ask the server to cancel it, and wait
        connection.driver.terminate()
    try:
        await asking
    except Exception:  # noqa: BLE001 - whatever it is, the connection cannot be used
        return False
    return True
