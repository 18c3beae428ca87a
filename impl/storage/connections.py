"""SQLAlchemy's pool, with a short way for single statements.

A checkout through SQLAlchemy costs several times the query it is for. So driver connections that
reads give back stay lent and ready here, until somebody has to wait for one: then they go back.
"""

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn


class Connections:
    """At most `DATABASE_POOL_SIZE` connections, for reads and transactions alike."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._ready: list[PoolProxiedConnection] = []
        self._waiting = 0

    async def take(self) -> PoolProxiedConnection:
        """A connection for one statement; bring it back with `give_back`."""
        while self._ready:
            connection = self._ready.pop()
            if not _is_closed(connection):
                return connection
            await greenlet_spawn(connection.close)
        self._waiting += 1
        try:
            return await self._engine.raw_connection()
        finally:
            self._waiting -= 1

    async def give_back(self, connection: PoolProxiedConnection) -> None:
        if self._waiting or _is_closed(connection):
            await greenlet_spawn(connection.close)
        else:
            self._ready.append(connection)

    async def connect(self) -> AsyncConnection:
        """A connection for a transaction; closing it brings it back."""
        if self._ready:
            await greenlet_spawn(self._ready.pop().close)
        self._waiting += 1
        try:
            return await self._engine.connect()
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        while self._ready:
            await greenlet_spawn(self._ready.pop().close)
        await self._engine.dispose()


def _is_closed(connection: PoolProxiedConnection) -> bool:
    """Known without a round trip: asyncpg notices when PostgreSQL hangs up."""
    driver = connection.driver_connection
    return driver is None or bool(driver.is_closed())
