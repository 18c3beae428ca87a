"""Statements of a fixed shape: written with SQLAlchemy, compiled once, run by asyncpg.

SQLAlchemy's execution layers cost more than the round trip that they wrap, so frequent statements
bypass them: same tables, same expressions, same connections, but asyncpg's prepared statements.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeAlias, TypeVar

from sqlalchemy import ARRAY, Float, Select
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate
from sqlalchemy.types import TypeEngine

RowT = TypeVar("RowT")
Returning: TypeAlias = (
    Select[Any] | ReturningInsert[Any] | ReturningUpdate[Any] | ReturningDelete[Any]
)
DriverConnection: TypeAlias = Any
"""An `asyncpg.Connection`; asyncpg ships no types."""

_dialect_class: Any = asyncpg_dialect  # untyped upstream
_DIALECT: Final = _dialect_class(dbapi=_dialect_class.import_dbapi())
"""With its driver, of which the types of ranges and bits are made."""
_FLOAT8: Final = 701
_NUMERIC: Final = 1700
"""Types of PostgreSQL by their OID (pg_type): those two are what SQLAlchemy's decoders ask for."""


class Query(Generic[RowT]):
    """A SELECT, or a write with RETURNING, whose SQL never changes, and the type of its rows.

    `row` takes the columns in order (`NamedTuple._make` does). A list of values goes in as one
    parameter, `column == any_(bindparam(...))`: `in_()` has no fixed shape and is refused.
    `sets` names the columns that an INSERT or UPDATE is given; the others have their defaults.
    """

    def __init__(
        self,
        statement: Returning,
        row: Callable[[Sequence[Any]], RowT],
        *,
        sets: Sequence[str] | None = None,
    ) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT, column_keys=sets)
        if compiled.post_compile_params:
            raise ValueError(f"write `= ANY(:values)` instead of IN in: {compiled}")
        self.sql = str(compiled)
        self._constants = {
            name: bound.value for name, bound in compiled.binds.items() if not bound.required
        }
        self._defaults = {
            column.key: column.default.arg
            for column in [*compiled.insert_prefetch, *compiled.update_prefetch]
        }
        self._order = tuple(
            (name, compiled.binds[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
            for name in compiled.positiontup
        )
        self._decode = _row_decoder(statement, row)

    async def first(
        self, connection: DriverConnection, parameters: Mapping[str, Any]
    ) -> RowT | None:
        record = await connection.fetchrow(self.sql, *self.arguments(parameters))
        return None if record is None else self._decode(record)

    async def all(self, connection: DriverConnection, parameters: Mapping[str, Any]) -> list[RowT]:
        records = await connection.fetch(self.sql, *self.arguments(parameters))
        return [self._decode(record) for record in records]

    def arguments(self, parameters: Mapping[str, Any]) -> list[Any]:
        """Return the values of the SQL's `$1`, `$2`, ... in their order."""
        values = {**self._constants, **parameters}
        for name, default in self._defaults.items():
            values[name] = default(None) if callable(default) else default
        return [
            values[name] if encode is None else encode(values[name]) for name, encode in self._order
        ]


def _row_decoder(
    statement: Returning, row: Callable[[Sequence[Any]], RowT]
) -> Callable[[Sequence[Any]], RowT]:
    """Return `row` behind the conversions of the columns' types (most need none)."""
    decoders = [_decoder(column.type) for column in statement.exported_columns]
    if not any(decoders):
        return row

    def decode(record: Sequence[Any]) -> RowT:
        return row(
            [
                value if decoder is None else decoder(value)
                for value, decoder in zip(record, decoders, strict=True)
            ]
        )

    return decode


def _decoder(type_: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """SQLAlchemy's conversion of a value that asyncpg has read; None where there is none."""
    item = type_.item_type if isinstance(type_, ARRAY) else type_
    oid = _FLOAT8 if isinstance(item, Float) else _NUMERIC
    return type_.dialect_impl(_DIALECT).result_processor(_DIALECT, oid)
