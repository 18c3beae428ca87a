"""The base of repositories: the statements that every table needs.

All of them skip rows that were deleted softly.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar, Generic
from uuid import UUID

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlmodel import col

from impl.storage.postgres.mixins import Entity
from impl.storage.postgres.prepared import Query, RowT
from impl.storage.postgres.sessions import UnitOfWork


class Statements(Generic[RowT]):
    """The statements of one table, compiled once.

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
        add = insert(table).returning(*selected)
        change = update(table).where(
            identifier == bindparam("which"), col(table.deleted_at).is_(None)
        )
        self.change = change.returning(*selected)
        self.delete = change.values(deleted_at=func.now())
        self.add_with = cache(lambda *sets: Query(add, row, sets=sets))
        self.change_with = cache(lambda *sets: Query(self.change, row, sets=sets))


class Repository(Generic[RowT]):
    """Reads see committed rows; writes join the request's transaction."""

    statements: ClassVar[Statements[Any]]

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def get(self, id: UUID) -> RowT | None:
        return await self._unit_of_work.read.first(self.statements.get, id=id)

    async def add(self, **values: Any) -> RowT:
        """Insert a row; return it as PostgreSQL stored it."""
        row: RowT | None = await self._unit_of_work.write.first(
            self.statements.add_with(*values), **values
        )
        if row is None:
            raise RuntimeError("an INSERT returned no row")  # a rule or trigger swallowed it
        return row

    async def change(self, id: UUID, **values: Any) -> RowT | None:
        """Change these columns; return the row, or None if there is none."""
        query: Query[RowT] = self.statements.change_with(*values)
        return await self._unit_of_work.write.first(query, which=id, **values)

    async def delete(self, id: UUID) -> bool:
        """Hide the row; return False if there is none."""
        result = await self._unit_of_work.write.execute(self.statements.delete, which=id)
        return result.rowcount == 1
