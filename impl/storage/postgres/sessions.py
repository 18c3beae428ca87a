"""Two ways to talk to PostgreSQL.

    ReadSession   each read a statement of its own: autocommit, one round trip, columns
    WriteSession  one transaction, begun by the first statement, ended by `commit` or `close`

Both are lazy and take the same `Query` objects, so a repository works with either.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol, TypeVar

from asyncpg.exceptions import (
    AdminShutdownError,
    CrashShutdownError,
    InternalClientError,
    PostgresConnectionError,
    UndefinedTableError,
)
from sqlalchemy import CursorResult, Executable

from impl.settings import Settings
from impl.storage.postgres.connections import Connections, PooledConnection
from impl.storage.postgres.prepared import Query, RowT
from impl.storage.postgres.revisions import CURRENT_REVISION, check_revision

ResultT = TypeVar("ResultT")

_HUNG_UP: Final = (
    AdminShutdownError,
    CrashShutdownError,
    InternalClientError,  # between PostgreSQL's goodbye and its hang-up
    PostgresConnectionError,
    ConnectionError,
)
"""What a statement meets on a connection that PostgreSQL has ended."""


class Reader(Protocol):
    """What both sessions can do."""

    async def first(self, query: Query[RowT], **parameters: Any) -> RowT | None:
        """The first row, or None."""
        ...

    async def all(self, query: Query[RowT], **parameters: Any) -> list[RowT]: ...


class ReadSession:
    """Holds a connection only while a statement runs, so there is nothing to close."""

    __slots__ = ("_connections",)

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def first(self, query: Query[RowT], **parameters: Any) -> RowT | None:
        return await self._run(query.first, parameters)

    async def all(self, query: Query[RowT], **parameters: Any) -> list[RowT]:
        return await self._run(query.all, parameters)

    async def _run(
        self, fetch: Callable[[Any, Mapping[str, Any]], Awaitable[ResultT]], parameters: Any
    ) -> ResultT:
        """Ask once more where PostgreSQL had hung up before we noticed: a read may be repeated."""
        repeated = False
        while True:
            connection = await self._connections.take()
            try:
                return await fetch(connection.driver, parameters)
            except _HUNG_UP:
                connection.driver.terminate()
                if repeated:
                    raise
                repeated = True
            finally:
                self._connections.give_back(connection)


class WriteSession:
    """One transaction. Its reads see its writes; without a statement it costs nothing.

    The contract's route commits before the answer leaves; nobody else calls `commit`.
    """

    __slots__ = ("_afterwards", "_beforehand", "_connection", "_connections")

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._connection: PooledConnection | None = None
        self._beforehand: list[Callable[[], Awaitable[None]]] = []
        self._afterwards: list[Callable[[], Awaitable[None]]] = []

    async def execute(self, statement: Executable, **parameters: Any) -> CursorResult[Any]:
        """For statements whose shape varies; a `Query` costs a third."""
        return await (await self._begun()).sql.execute(statement, parameters or None)

    async def first(self, query: Query[RowT], **parameters: Any) -> RowT | None:
        return await query.first((await self._begun()).driver, parameters)

    async def all(self, query: Query[RowT], **parameters: Any) -> list[RowT]:
        return await query.all((await self._begun()).driver, parameters)

    async def commit(self) -> None:
        """Make the writes durable. When this raises, nothing may be reported as done."""
        beforehand, self._beforehand = self._beforehand, []
        for action in beforehand:
            await action()
        if self._connection is not None and self._connection.has_begun:
            await self._connection.commit()
        afterwards, self._afterwards = self._afterwards, []
        for action in afterwards:
            await action()

    def before_commit(self, action: Callable[[], Awaitable[None]]) -> None:
        """Do this last before the writes are made durable; if it raises, they are not."""
        self._beforehand.append(action)

    def after_commit(self, action: Callable[[], Awaitable[None]]) -> None:
        """Do this once the writes are durable, and before the answer leaves; else never."""
        self._afterwards.append(action)

    async def rollback(self) -> None:
        if self._connection is not None:
            await self._connection.rollback()

    async def close(self) -> None:
        """Give the connection back; what was not committed is rolled back."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            if connection.is_idle:
                self._connections.give_back(connection)
                return
            # A cancelled request must not leave its transaction in the pool.
            await asyncio.shield(self._connections.end(connection))

    async def _begun(self) -> PooledConnection:
        if self._connection is None:
            self._connection = await self._connections.take()
        if not self._connection.has_begun:
            await self._connection.begin()
        return self._connection


class UnitOfWork:
    """What a request reads and writes: both sessions are begun when first asked for."""

    __slots__ = ("_database", "_read", "_write")

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._read: ReadSession | None = None
        self._write: WriteSession | None = None

    @property
    def read(self) -> ReadSession:
        """For queries only; sees what is committed."""
        if self._read is None:
            self._read = self._database.read()
        return self._read

    @property
    def write(self) -> WriteSession:
        """The one transaction."""
        if self._write is None:
            self._write = self._database.write()
        return self._write

    async def commit(self) -> None:
        if self._write is not None:
            await self._write.commit()

    async def close(self) -> None:
        if self._write is not None:
            write, self._write = self._write, None
            await write.close()


class Database:
    """Sessions on one pool. Connections are opened when a session first needs one."""

    def __init__(self, settings: Settings) -> None:
        self._connections = Connections(settings)

    def read(self) -> ReadSession:
        return ReadSession(self._connections)

    def write(self) -> WriteSession:
        return WriteSession(self._connections)

    def unit_of_work(self) -> UnitOfWork:
        return UnitOfWork(self)

    async def ping(self) -> None:
        """Raise unless PostgreSQL answers and its schema fits this code."""
        try:
            revision = await self.read().first(CURRENT_REVISION)
        except UndefinedTableError:
            revision = None
        check_revision(revision)

    async def close(self) -> None:
        await self._connections.close()
