"""The connections to PostgreSQL, each handed on from one use to the next.

A checkout from SQLAlchemy's pool costs several times the query that it is for, and bringing it
back a round trip. So what that pool has opened stays here, with nothing under way, ready for the
next. Transactions are begun and ended on the driver, so that its statements and SQLAlchemy's can
share one; SQLAlchemy is told to leave them alone (AUTOCOMMIT). Whoever finds all connections in
use waits here, in turn.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from impl.settings import Settings
from impl.storage.postgres.engine import create_engine
from impl.storage.postgres.semaphore import FairSemaphore


@dataclass(slots=True)
class PooledConnection:
    """One connection, two ways to run a statement on it: asyncpg's own and SQLAlchemy's."""

    driver: Any
    sql: AsyncConnection
    has_begun: bool = False
    """Whether there is, or may be, a transaction to end."""

    @property
    def is_closed(self) -> bool:
        """Known without a round trip: asyncpg notices when PostgreSQL hangs up."""
        return self.sql.invalidated or bool(self.driver.is_closed())

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to end before somebody else may have it."""
        return not self.has_begun and self.sql.get_transaction() is None

    async def begin(self) -> None:
        self.has_begun = True
        await self.driver.execute("BEGIN")

    async def commit(self) -> None:
        """Raises `TransactionFailed`, or the driver's error: then nothing is durable."""
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
    """A statement had failed and somebody went on, so PostgreSQL has undone everything."""


class Connections:
    """At most `database_pool_size` connections, for reads and transactions alike.

    Raises, from `take`:
        TimeoutError: none became free within `database_pool_timeout` seconds.
        ConnectionError: PostgreSQL cannot be reached; or the driver's error, if it refuses.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine: AsyncEngine = create_engine(settings)
        self._semaphore = FairSemaphore(settings.database_pool_size, settings.database_pool_timeout)
        self._ready: list[PooledConnection] = []

    async def take(self) -> PooledConnection:
        """Bring it back with `give_back`, or with `end` after a transaction."""
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
        """Give it back; what was not committed is rolled back."""
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
            # An unknown host, a missing socket, no route: to whoever asks, all of it is one.
            raise ConnectionError(str(error)) from error
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        return PooledConnection(
            (await connection.get_raw_connection()).driver_connection, connection
        )


async def _discard(connection: PooledConnection) -> None:
    if not connection.sql.invalidated:
        await connection.sql.invalidate()
    await connection.sql.close()
