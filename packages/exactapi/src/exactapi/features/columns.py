"""The columns that hold what a schema says of its members, as lines of SQLModel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, Final

from exactapi.errors import ExactAPIError
from exactapi.generate.ir import Pointer
from exactapi.generate.models.schemas.schemas import allowed_values, types
from exactapi.generate.python.names import pascal_case
from exactapi.lint.said import Reader, Said
from exactapi.schemas.pointers import join

SHARED: Final = ("id", "created_at", "updated_at", "deleted_at")
"""The columns that every table has."""
_RESERVED: Final = frozenset({"metadata", "registry"})
"""What SQLAlchemy keeps for itself."""
_LARGEST_INTEGER: Final = 2**31 - 1
_FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    "uuid": ("UUID", ""),
    "date": ("date", ""),
    "date-time": ("datetime", "sa_type=DateTime(timezone=True)"),
    "decimal": ("Decimal", "sa_type=Numeric"),
}


class NoColumnError(ExactAPIError):
    """A member that no column can have the name of; the message is one line, with the cure."""


@dataclass(frozen=True, slots=True)
class Column:
    """`values` are those that it takes, where the schema lists them; `field` its arguments."""

    name: str
    type: str
    field: str = ""
    values: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        arguments = "default=None, " if self.is_nullable and self.field else ""
        default = " = None" if self.is_nullable else ""
        return (
            f"{self.name}: {self.type}"
            f"{f' = Field({arguments}{self.field})' if self.field else default}"
        )

    @property
    def alias(self) -> str:
        """Return the name of its values as a type."""
        return self.type.removesuffix(" | None")

    @property
    def is_nullable(self) -> bool:
        return self.type.endswith("| None")

    @property
    def condition(self) -> str:
        """Return what PostgreSQL checks: `role IN ('user', 'admin')`."""
        listed = ", ".join("'" + each.replace("'", "''") + "'" for each in self.values)
        return f"{self.name} IN ({listed})"


def columns(reader: Reader, schema: Pointer) -> Iterator[Column]:
    """Yield a column for each member of the schema that not every table has.

    Raises:
        NoColumnError: the name of a member.
    """
    whole = reader.whole((schema,))
    required = {name for names in whole.all("required") for name in names}
    places: dict[str, list[Pointer]] = {}
    for at, part in whole.parts.items():
        for name in part.get("properties", {}):
            places.setdefault(name, []).append(join(at, "properties", name))
    for name, pointers in places.items():
        if name in SHARED:
            continue
        if not name.isidentifier() or iskeyword(name) or name in _RESERVED or name[0] == "_":
            raise NoColumnError(
                f"{schema}: no column can be called {name!r}; write this table by hand"
            )
        yield _column(name, [*reader.choices(tuple(pointers))], is_required=name in required)


def _column(name: str, choices: Sequence[Said], *, is_required: bool) -> Column:
    known = [types(each.flat) for each in choices]
    names = {each for found in known for each in found or ()}
    is_nullable = not is_required or "null" in names
    kind = names - {"null"} if None not in known else set[str]()
    column = _of_kind(name, kind, [each for each in choices if types(each.flat) != ("null",)])
    if not is_nullable:
        return column
    return Column(name, f"{column.type} | None", column.field, column.values)


def _of_kind(name: str, kind: set[str], choices: Sequence[Said]) -> Column:
    if kind == {"string"}:
        return _text(name, choices)
    if kind == {"boolean"}:
        return Column(name, "bool")
    if kind == {"integer"}:
        most = [min(each.numbers("maximum"), default=None) for each in choices]
        least = [min(each.numbers("minimum"), default=None) for each in choices]
        bounds = [abs(each) if each is not None else 2**63 for each in (*most, *least)]
        return Column(name, "int", "" if max(bounds) <= _LARGEST_INTEGER else "sa_type=BigInteger")
    if kind and kind <= {"integer", "number"}:
        return Column(name, *_number(choices))
    return Column(name, "Any", "sa_type=JSONB")


def _number(choices: Sequence[Said]) -> tuple[str, str]:
    is_decimal = all("decimal" in each.all("format") for each in choices)
    return _FORMATS["decimal"] if is_decimal else ("float", "")


def _text(name: str, choices: Sequence[Said]) -> Column:
    listed = [allowed_values(each.flat) for each in choices]
    if None not in listed:
        found = [each for values in listed for each in values or () if isinstance(each, str)]
        values = tuple(dict.fromkeys(found))
        length = max(map(len, values))
        return Column(name, pascal_case(name, "Choice"), f"sa_type=String({length})", values)
    formats = {min(each.all("format"), default="") for each in choices}
    for each, (type_, field) in _FORMATS.items():
        if formats == {each}:
            return Column(name, type_, field)
    longest: list[Any] = [min(each.all("maxLength"), default=None) for each in choices]
    return Column(name, "str", "" if None in longest else f"max_length={max(longest)}")
