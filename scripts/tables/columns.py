"""What the columns of a table hold, and the lines that say so."""

import ast
import enum
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

from sqlalchemy import CheckConstraint, Column, Table, types
from sqlmodel import AutoString, SQLModel

DIFFERS: Final = "differs"
"""The key of a column's `info` that says why it may differ from the schema."""

_KINDS: Final[tuple[tuple[type[types.TypeEngine[Any]], str], ...]] = (
    (types.Uuid, "uuid"),
    (types.DateTime, "date-time"),
    (types.Date, "date"),
    (types.Boolean, "boolean"),
    (types.Integer, "integer"),
    (types.Numeric, "number"),
    (types.Float, "number"),
    (types.String, "string"),
)
_LARGEST: Final[tuple[tuple[type[types.TypeEngine[Any]], int], ...]] = (
    (types.BigInteger, 2**63 - 1),
    (types.SmallInteger, 2**15 - 1),
    (types.Integer, 2**31 - 1),
)
_CHOICE: Final = re.compile(r"\s*(\w+)\s+IN\s*\((.*)\)\s*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a Python file."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredColumn:
    """A column of a table; what is None has no bound, or is not known.

    kind: a format or type of JSON Schema; "" for what JSON has no word for.
    length: the most characters that it takes.
    values: the texts that it takes.
    largest: the largest number that it takes, and with a minus the smallest.
    has_zone: whether its times have a zone.
    """

    name: str
    place: Place
    kind: str
    nullable: bool
    length: int | None
    values: frozenset[str] | None
    largest: float | None
    has_zone: bool


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table, without the columns that are said to differ."""

    name: str
    place: Place
    columns: tuple[StoredColumn, ...]

    @property
    def resource(self) -> str:
        """Return the name of the schema that it is the table of: `User` for `UserTable`."""
        return self.name.removesuffix("Table")


def tables(base: type[SQLModel] = SQLModel) -> tuple[StoredTable, ...]:
    """Return the tables that have been imported, by name."""
    found = {each for each in _subclasses(base) if isinstance(getattr(each, "__table__", 0), Table)}
    return tuple(_table(each) for each in sorted(found, key=lambda each: each.__name__))


def declared(folder: Path) -> Iterator[tuple[str, Place]]:
    """Yield the tables that the Python files below a folder declare, imported or not."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(_parsed(file)):
            if isinstance(node, ast.ClassDef) and any(map(_is_table, node.keywords)):
                yield node.name, Place(file, node.lineno)


def _is_table(keyword: ast.keyword) -> bool:
    return keyword.arg == "table" and ast.unparse(keyword.value) == "True"


def _subclasses(base: type[SQLModel]) -> Iterator[type[SQLModel]]:
    for each in base.__subclasses__():
        yield each
        yield from _subclasses(each)


def _table(model: type[SQLModel]) -> StoredTable:
    stored: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel declares it for none
    columns = tuple(
        _column(model, name, stored.c[name], stored)
        for name in model.model_fields
        if name in stored.c and DIFFERS not in stored.c[name].info
    )
    file = Path(inspect.getfile(model))
    lines = {each.name: each.lineno for each in _classes(file)}
    return StoredTable(model.__name__, Place(file, lines.get(model.__name__, 1)), columns)


def _column(model: type[SQLModel], name: str, column: Column[Any], table: Table) -> StoredColumn:
    type_ = column.type.impl_instance if isinstance(column.type, AutoString) else column.type
    kind = next((kind for known, kind in _KINDS if isinstance(type_, known)), "")
    annotation = model.model_fields[name].annotation
    return StoredColumn(
        name=name,
        place=_place(model, name),
        kind=kind,
        nullable=bool(column.nullable),
        length=getattr(type_, "length", None) if kind == "string" else None,
        values=_values(annotation, column, table) if kind == "string" else None,
        largest=_largest(type_),
        has_zone=bool(getattr(type_, "timezone", False)),
    )


def _largest(kind: types.TypeEngine[Any]) -> float | None:
    if isinstance(kind, types.Numeric) and kind.asdecimal and kind.precision:
        return float(10 ** (kind.precision - (kind.scale or 0))) - float(10 ** -(kind.scale or 0))
    return next((most for known, most in _LARGEST if isinstance(kind, known)), None)


def _values(annotation: Any, column: Column[Any], table: Table) -> frozenset[str] | None:
    """What the annotation, the type and the constraints all take."""
    known = [_listed(annotation)]
    if isinstance(column.type, types.Enum):
        known.append(frozenset(map(str, column.type.enums)))
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            match = _CHOICE.fullmatch(str(constraint.sqltext))
            if match and match[1] == column.name:
                texts = re.findall("'((?:[^']|'')*)'", match[2])
                known.append(frozenset(each.replace("''", "'") for each in texts))
    lists = [each for each in known if each is not None]
    return frozenset.intersection(*lists) if lists else None


def _listed(annotation: Any) -> frozenset[str] | None:
    """The texts of a `Literal` or an `Enum`, which may be optional."""
    if get_origin(annotation) is Literal:
        return frozenset(map(str, get_args(annotation)))
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return frozenset(str(each.value) for each in annotation)
    parts = [each for each in get_args(annotation) if each is not NoneType]
    return _listed(parts[0]) if len(parts) == 1 else None


def _place(model: type, name: str) -> Place:
    """Where the column is declared: in the model itself, or in the mixin that has it."""
    for each in model.__mro__:
        if each.__module__.partition(".")[0] in ("sqlmodel", "pydantic", "builtins"):
            continue
        file = Path(inspect.getfile(each))
        for node in _classes(file):
            if node.name == each.__name__ and (line := _lines(node).get(name)):
                return Place(file, line)
    return Place(Path(inspect.getfile(model)), 1)


def _lines(node: ast.ClassDef) -> Mapping[str, int]:
    return {
        each.target.id: each.lineno
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }


def _classes(file: Path) -> Iterator[ast.ClassDef]:
    return (each for each in ast.walk(_parsed(file)) if isinstance(each, ast.ClassDef))


@cache
def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))
