"""Sessions: two ways to run statements on PostgreSQL.

    ReadSession   each read a statement of its own: autocommit, one round trip, columns
    WriteSession  one transaction, begun by the first statement, ended by `commit` or `close`

Both open a connection only when needed, and take the same `Query` objects.
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
from sqlalchemy import CursorResult, Executable, func, select

from impl.settings import Settings
from impl.storage.postgres.connections import Connections, PooledConnection
from impl.storage.postgres.prepared import Query, RowT
from impl.storage.postgres.revisions import CURRENT_REVISIONS, check_revisions

ResultT = TypeVar("ResultT")

_HUNG_UP: Final = (
    AdminShutdownError,
    CrashShutdownError,
    InternalClientError,  # between PostgreSQL's goodbye and its hang-up
    PostgresConnectionError,
    ConnectionError,
)
"""Errors of statements on a connection that PostgreSQL has closed."""


class Reader(Protocol):
    """The methods that both kinds of session have."""

    async def first(self, query: Query[RowT], **parameters: Any) -> RowT | None:
        """Return the first row, or None."""
        ...

    async def all(self, query: Query[RowT], **parameters: Any) -> list[RowT]: ...


class ReadSession:
    """Holds a connection only while a statement runs, so it need not be closed."""

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
        """Run a read, and repeat it once if PostgreSQL had hung up unnoticed."""
        repeated = False
        while True:
            connection = await self._connections.acquire()
            try:
                if self._connections.needs_transactions:
                    await connection.begin()
                return await fetch(connection.driver, parameters)
            except _HUNG_UP:
                connection.driver.terminate()
                if repeated:
                    raise
                repeated = True
            finally:
                if connection.has_begun:
                    await self._connections.end(connection)
                else:
                    self._connections.release(connection)


class WriteSession:
    """One transaction. Its reads see its writes; without a statement it costs nothing.

    The library commits before the response leaves; only it and the tools call `commit`.
    """

    __slots__ = ("_afterwards", "_beforehand", "_connection", "_connections")

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._connection: PooledConnection | None = None
        self._beforehand: list[Callable[[], Awaitable[None]]] = []
        self._afterwards: list[Callable[[], Awaitable[None]]] = []

    async def execute(self, statement: Executable, **parameters: Any) -> CursorResult[Any]:
        """Run a statement whose shape varies; a `Query` costs a third of it."""
        return await (await self._begun()).sql.execute(statement, parameters or None)

    async def first(self, query: Query[RowT], **parameters: Any) -> RowT | None:
        return await query.first((await self._begun()).driver, parameters)

    async def all(self, query: Query[RowT], **parameters: Any) -> list[RowT]:
        return await query.all((await self._begun()).driver, parameters)

    async def commit(self) -> None:
        """Make the writes durable. If this raises, nothing may be reported as done."""
        beforehand, self._beforehand = self._beforehand, []
        for action in beforehand:
            await action()
        if self._connection is not None and self._connection.has_begun:
            await self._connection.commit()
        afterwards, self._afterwards = self._afterwards, []
        for action in afterwards:
            await action()

    def before_commit(self, action: Callable[[], Awaitable[None]]) -> None:
        """Run `action` just before the commit; if it raises, nothing is committed."""
        self._beforehand.append(action)

    def after_commit(self, action: Callable[[], Awaitable[None]]) -> None:
        """Run `action` once the writes are durable, before the response leaves."""
        self._afterwards.append(action)

    async def rollback(self) -> None:
        if self._connection is not None:
            await self._connection.rollback()

    async def close(self) -> None:
        """Give the connection back, and roll back what was not committed."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            if connection.is_idle:
                self._connections.release(connection)
                return
            # A cancelled request must not leave its transaction in the pool.
            await asyncio.shield(self._connections.end(connection))

    async def _begun(self) -> PooledConnection:
        if self._connection is None:
            self._connection = await self._connections.acquire()
        if not self._connection.has_begun:
            await self._connection.begin()
        return self._connection


class UnitOfWork:
    """The reads and writes of one request; both sessions begin when first used."""

    __slots__ = ("_database", "_read", "_write")

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._read: ReadSession | None = None
        self._write: WriteSession | None = None

    @property
    def read(self) -> ReadSession:
        """Return the session for queries; it sees what is committed."""
        if self._read is None:
            self._read = self._database.read()
        return self._read

    @property
    def write(self) -> WriteSession:
        """Return the session of the request's one transaction."""
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


class DatabaseReadOnly(Exception):
    """PostgreSQL answers, but takes no writes."""


_READ_ONLY: Final = Query(
    select(func.current_setting("transaction_read_only").label("read_only")),
    lambda row: row[0] == "on",
)


class Database:
    """Creates sessions on one pool; connections are opened when first needed."""

    def __init__(self, settings: Settings) -> None:
        self._connections = Connections(settings)

    @property
    def used_connections(self) -> int:
        return self._connections.used

    @property
    def waiting_for_connections(self) -> int:
        return self._connections.waiting

    def read(self) -> ReadSession:
        return ReadSession(self._connections)

    def write(self) -> WriteSession:
        return WriteSession(self._connections)

    def unit_of_work(self) -> UnitOfWork:
        return UnitOfWork(self)

    async def ping(self) -> None:
        """Look whether PostgreSQL can serve this code.

        Raises:
            SchemaUnfit: its schema is older than this code, or has two heads.
            DatabaseReadOnly: it takes no writes: a replica, or a database set to that.
            Exception: whatever the driver raises when it cannot be reached, or refuses.
        """
        session = self.read()
        if await session.first(_READ_ONLY):
            await self._connections.renew()
            raise DatabaseReadOnly("PostgreSQL takes no writes: it is a replica, or read-only.")
        try:
            revisions = await session.all(CURRENT_REVISIONS)
        except UndefinedTableError:
            revisions = []
        check_revisions(revisions)

    async def close(self) -> None:
        await self._connections.close()
