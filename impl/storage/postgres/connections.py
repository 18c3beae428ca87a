"""A pool of PostgreSQL connections that asyncpg and SQLAlchemy share.

A checkout from SQLAlchemy's pool costs several times the query that it is for, and a return costs
a round trip. So the connections that SQLAlchemy has opened stay here, idle, for the next use.
Transactions begin and end on the driver, so that its statements and SQLAlchemy's can share one;
SQLAlchemy leaves them alone (AUTOCOMMIT). When all connections are in use, callers wait in order.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from impl.settings import Settings
from impl.storage.postgres.engine import create_engine
from impl.storage.postgres.semaphore import FairSemaphore


@dataclass(slots=True)
class PooledConnection:
    """One connection that runs statements of asyncpg (`driver`) and of SQLAlchemy (`sql`)."""

    driver: Any
    sql: AsyncConnection
    has_begun: bool = False
    """Whether a transaction is, or may be, under way."""

    @property
    def is_closed(self) -> bool:
        """Whether PostgreSQL has hung up; asyncpg notices without a round trip."""
        return self.sql.invalidated or bool(self.driver.is_closed())

    @property
    def is_idle(self) -> bool:
        """Whether the connection can be used again as it is."""
        return not self.has_begun and self.sql.get_transaction() is None

    async def begin(self) -> None:
        self.has_begun = True
        await self.driver.execute("BEGIN")

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


class Connections:
    """At most `database_pool_size` connections, for reads and transactions alike."""

    def __init__(self, settings: Settings) -> None:
        self._engine: AsyncEngine = create_engine(settings)
        self._semaphore = FairSemaphore(settings.database_pool_size, settings.database_pool_timeout)
        self._ready: list[PooledConnection] = []

    async def take(self) -> PooledConnection:
        """Return a connection; pass it to `give_back`, or to `end` after a transaction.

        Raises:
            TimeoutError: no connection became free within `database_pool_timeout` seconds.
            ConnectionError: PostgreSQL cannot be reached; the driver's error if it refuses.
        """
        await self._semaphore.acquire()
        try:
            while self._ready:
                connection = self._ready.pop()
                if not connection.is_closed:
                    return connection
                await _discard(connection)
            return await self._open()
        except BaseException:
            self._semaphore.release()
            raise

    def give_back(self, connection: PooledConnection) -> None:
        self._ready.append(connection)
        self._semaphore.release()

    async def end(self, connection: PooledConnection) -> None:
        """Take the connection back, and roll back what was not committed."""
        try:
            if connection.is_closed:
                await _discard(connection)
            else:
                await connection.rollback()
                self._ready.append(connection)
        except BaseException:
            await _discard(connection)
            raise
        finally:
            self._semaphore.release()

    async def close(self) -> None:
        while self._ready:
            await self._ready.pop().sql.close()
        await self._engine.dispose()

    async def _open(self) -> PooledConnection:
        try:
            connection = await self._engine.connect()
        except (ConnectionError, TimeoutError):
            raise
        except OSError as error:
            # An unknown host, a missing socket, no route: all the same to the caller.
            raise ConnectionError(str(error)) from error
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        return PooledConnection(
            (await connection.get_raw_connection()).driver_connection, connection
        )


async def _discard(connection: PooledConnection) -> None:
    if not connection.sql.invalidated:
        await connection.sql.invalidate()
    await connection.sql.close()
