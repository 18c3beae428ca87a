"""What repositories have in common: the statements of one table, and nothing else.

Rows that were deleted softly are invisible to all of them.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, Protocol
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import col

from impl.storage.mixins import Entity
from impl.storage.prepared import Query, RowT
from impl.storage.sessions import ReadSession, WriteSession

_ABOVE_ALL = UUID(int=2**128 - 1)


class Sessions(Protocol):
    """Where a repository gets its sessions; a request's context is one."""

    @property
    def read(self) -> ReadSession: ...

    @property
    def write(self) -> WriteSession: ...


class Statements(Generic[RowT]):
    """What is asked of every table, compiled once.

    `columns` are selected in that order and handed to `row` (a `NamedTuple`'s `_fields`, `_make`).
    """

    def __init__(
        self,
        table: type[Entity],
        columns: Sequence[str],
        row: Callable[[Sequence[Any]], RowT],
    ) -> None:
        selected = [col(getattr(table, name)) for name in columns]
        identifier = col(table.id)
        visible = select(*selected).where(col(table.deleted_at).is_(None))
        self.get = Query(visible.where(identifier == bindparam("id")), row)
        self.newest = Query(
            visible.where(identifier < bindparam("before"))
            .order_by(identifier.desc())
            .limit(bindparam("limit")),
            row,
        )
        self.add = insert(table).returning(*selected)
        self.delete = (
            update(table)
            .where(identifier == bindparam("which"), col(table.deleted_at).is_(None))
            .values(deleted_at=func.now())
        )
        self.row = row


class Repository(Generic[RowT]):
    """Reads see what is committed; writes join the request's transaction."""

    statements: ClassVar[Statements[Any]]

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def get(self, id: UUID) -> RowT | None:
        return await self._sessions.read.first(self.statements.get, id=id)

    async def newest(self, *, limit: int, before: UUID | None = None) -> list[RowT]:
        """At most `limit` rows, newest first; only those older than `before`."""
        return await self._sessions.read.all(
            self.statements.newest, limit=limit, before=before or _ABOVE_ALL
        )

    async def add(self, **values: Any) -> RowT:
        """The row as PostgreSQL stored it."""
        result = await self._sessions.write.execute(self.statements.add, **values)
        row: RowT = self.statements.row(result.one())
        return row

    async def delete(self, id: UUID) -> bool:
        """Hide the row; False if there was none to hide."""
        result = await self._sessions.write.execute(self.statements.delete, which=id)
        return result.rowcount == 1
