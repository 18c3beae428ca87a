"""What repositories have in common: the statements of one table, and nothing else.

Rows that were deleted softly are invisible to all of them.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, Protocol
from uuid import UUID

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlmodel import col

from impl.storage.mixins import Entity
from impl.storage.prepared import Query, RowT
from impl.storage.sessions import ReadSession, WriteSession


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
        self.visible: Select[Any] = visible
        self.get = Query(visible.where(identifier == bindparam("id")), row)
        self.add = insert(table).returning(*selected)
        change = update(table).where(
            identifier == bindparam("which"), col(table.deleted_at).is_(None)
        )
        self.change = change.returning(*selected)
        self.delete = change.values(deleted_at=func.now())
        self.row = row


class Repository(Generic[RowT]):
    """Reads see what is committed; writes join the request's transaction."""

    statements: ClassVar[Statements[Any]]

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def get(self, id: UUID) -> RowT | None:
        return await self._sessions.read.first(self.statements.get, id=id)

    async def add(self, **values: Any) -> RowT:
        """The row as PostgreSQL stored it."""
        result = await self._sessions.write.execute(self.statements.add, **values)
        row: RowT = self.statements.row(result.one())
        return row

    async def change(self, id: UUID, **values: Any) -> RowT | None:
        """The row with these columns changed and all others as they are; None if there is none."""
        statement = self.statements.change.values(**values)
        row = (await self._sessions.write.execute(statement, which=id)).one_or_none()
        return None if row is None else self.statements.row(row)

    async def delete(self, id: UUID) -> bool:
        """Hide the row; False if there was none to hide."""
        result = await self._sessions.write.execute(self.statements.delete, which=id)
        return result.rowcount == 1
