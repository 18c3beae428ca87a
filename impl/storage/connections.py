"""SQLAlchemy's pool, with a short way for single statements.

A checkout through SQLAlchemy costs several times the query that it is for. So a driver connection
that a read gives back stays lent and ready here, and goes back to the pool only when a
transaction needs it. Whoever finds all connections in use waits here, in turn.
"""

import asyncio
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from impl.settings import Settings
from impl.storage.engine import create_engine


class Connections:
    """At most `database_pool_size` connections, for reads and transactions alike.

    Raises, from `take` and `connect`:
        TimeoutError: none became free within `database_pool_timeout` seconds.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine: AsyncEngine = create_engine(settings)
        self._timeout = settings.database_pool_timeout
        self._free = asyncio.Semaphore(settings.database_pool_size)
        self._ready: list[PoolProxiedConnection] = []

    async def take(self) -> PoolProxiedConnection:
        """A connection for one statement; bring it back with `give_back`."""
        await self._wait_for_turn()
        try:
            while self._ready:
                connection = self._ready.pop()
                if not _is_closed(connection):
                    return connection
                await greenlet_spawn(connection.close)
            return await self._engine.raw_connection()
        except BaseException:
            self._free.release()
            raise

    def give_back(self, connection: PoolProxiedConnection) -> None:
        self._ready.append(connection)
        self._free.release()

    async def connect(self) -> AsyncConnection:
        """A connection for a transaction; bring it back with `disconnect`."""
        await self._wait_for_turn()
        try:
            if self._ready:
                await greenlet_spawn(self._ready.pop().close)
            return await self._engine.connect()
        except BaseException:
            self._free.release()
            raise

    async def disconnect(self, connection: AsyncConnection) -> None:
        """What was not committed is rolled back."""
        try:
            await connection.close()
        finally:
            self._free.release()

    async def close(self) -> None:
        while self._ready:
            await greenlet_spawn(self._ready.pop().close)
        await self._engine.dispose()

    async def _wait_for_turn(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        async with asyncio.timeout(self._timeout):
            await self._free.acquire()


def _is_closed(connection: PoolProxiedConnection) -> bool:
    """Known without a round trip: asyncpg notices when PostgreSQL hangs up."""
    driver: Any = connection.driver_connection
    return driver is None or bool(driver.is_closed())
