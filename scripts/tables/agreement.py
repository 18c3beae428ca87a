"""Where a column and a member disagree.

What a request may write has to fit the column, and what the column may hold, an answer must be able
to say.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from exactapi.generate.ir import Pointer
from exactapi.lint.said import Said
from exactapi.lint.texts import never_matches

from scripts.tables.columns import StoredColumn
from scripts.tables.members import Member

_TYPES: Final = {
    "uuid": "string",
    "date-time": "string",
    "date": "string",
    "string": "string",
    "boolean": "boolean",
    "integer": "integer",
    "number": "number",
}
_SHORT: Final = {"uuid": 36, "date": 10, "date-time": 64, "ipv4": 15, "ipv6": 45}
"""Formats whose texts have an end, and the most characters of them."""
_ENDS: Final = {"int32": 2**31 - 1, "int64": 2**63 - 1, "int16": 2**15 - 1, "int8": 2**7 - 1}


class Disagreement(NamedTuple):
    """What the column does, and what the schema says at a place of the document."""

    column: str
    at: Pointer
    schema: str


def disagreements(column: StoredColumn, member: Member) -> Iterator[Disagreement]:
    """Yield where they disagree; a column that JSON has no word for disagrees with nothing."""
    if not column.kind or not member.types:
        return
    other_type = _type(column, member)
    if other_type:
        yield other_type
        return
    yield from _null(column, member)
    if member.is_written:
        yield from _written_text(column, member)
        yield from _written_number(column, member)
    else:
        yield from _answered_text(column, member)


def _type(column: StoredColumn, member: Member) -> Disagreement | None:
    wanted = _TYPES[column.kind]
    known = {wanted} if wanted != "number" or member.is_written else {"number", "integer"}
    if wanted == "number" and member.formats & {"decimal"}:
        known = {"string", "number"}
    elif wanted in ("number", "integer"):
        known |= {"integer"} if member.is_written else {"number"}
    if not member.types <= known:
        return Disagreement(
            f"is of the type {column.kind}",
            member.at("type"),
            _is(" or ".join(sorted(member.types))),
        )
    is_formatted = column.kind in ("uuid", "date-time", "date")
    if is_formatted and column.kind not in member.formats:
        return Disagreement(
            f"is of the type {column.kind}",
            member.at("format", "type"),
            "is a text without that format",
        )
    if column.kind == "date-time" and not column.has_zone:
        return Disagreement(
            "holds times without a zone", member.at("format"), "is a date-time, which has one"
        )
    return None


def _is(types: str) -> str:
    return f"is {types}"


def _null(column: StoredColumn, member: Member) -> Iterator[Disagreement]:
    if member.is_written and member.may_be_null and not column.nullable:
        yield Disagreement("is never null", member.at("type"), "lets a request write null")
    if column.nullable and not member.is_written and member.is_required and not member.may_be_null:
        yield Disagreement("may be null", member.at("type"), "is required, and never null")


def _written_text(column: StoredColumn, member: Member) -> Iterator[Disagreement]:
    if column.kind != "string":
        return
    if column.values is not None:
        takes = f"takes only {_listed(column.values)}"
        if member.texts:
            yield Disagreement(takes, member.at("type"), "lets a request write other texts")
        elif more := (member.values or frozenset()) - column.values:
            yield Disagreement(
                takes, member.at("enum", "const"), f"lets a request write {_listed(more)}"
            )
    if column.length is None:
        return
    takes = f"takes at most {_characters(column.length)}"
    longest = max(member.values or (), key=len, default="")
    if len(longest) > column.length:
        yield Disagreement(takes, member.at("enum", "const"), f"lets a request write {longest!r}")
    for said in member.texts:
        if not _fits(said, column.length):
            most = min(said.all("maxLength"), default=None)
            what = "texts of any length" if most is None else _characters(most)
            yield Disagreement(
                takes, member.at("maxLength", "pattern", "type"), f"lets a request write {what}"
            )


def _fits(said: Said, length: int) -> bool:
    if min(said.all("maxLength"), default=length + 1) <= length:
        return True
    if any(_SHORT.get(each, length + 1) <= length for each in said.all("format")):
        return True
    return any(never_matches(each, length + 1, None) for each in said.all("pattern"))


def _written_number(column: StoredColumn, member: Member) -> Iterator[Disagreement]:
    if column.largest is None:
        return
    for said in member.numbers:
        end = min((_ENDS[each] for each in said.all("format") if each in _ENDS), default=None)
        most = min([*said.numbers("maximum"), *said.numbers("exclusiveMaximum")], default=end)
        least = max(
            [*said.numbers("minimum"), *said.numbers("exclusiveMinimum")], default=end and -end
        )
        if most is None or most > column.largest:
            what = "numbers of any size" if most is None else f"{most}"
            yield Disagreement(
                f"takes at most {column.largest}",
                member.at("maximum", "exclusiveMaximum", "type"),
                f"lets a request write {what}",
            )
        if least is None or least < -column.largest:
            what = "negative numbers of any size" if least is None else f"{least}"
            yield Disagreement(
                f"takes at least {-column.largest}",
                member.at("minimum", "exclusiveMinimum", "type"),
                f"lets a request write {what}",
            )


def _answered_text(column: StoredColumn, member: Member) -> Iterator[Disagreement]:
    if column.kind != "string":
        return
    if member.values is not None and not member.texts:
        more = None if column.values is None else column.values - member.values
        if more is None:
            yield Disagreement(
                "may hold any text",
                member.at("enum", "const"),
                f"has only {_listed(member.values)}",
            )
        elif more:
            yield Disagreement(
                f"may hold {_listed(more)}",
                member.at("enum", "const"),
                f"has only {_listed(member.values)}",
            )
    if column.values is not None:
        return
    bounds: list[int | None] = [min(each.all("maxLength"), default=None) for each in member.texts]
    known = [each for each in bounds if each is not None]
    most = max(known) if known and len(known) == len(bounds) else None
    if most is not None and (column.length is None or column.length > most):
        holds = "texts of any length" if column.length is None else _characters(column.length)
        yield Disagreement(
            f"may hold {holds}", member.at("maxLength"), f"has at most {_characters(most)}"
        )


def _characters(count: int) -> str:
    return f"{count} character{'' if count == 1 else 's'}"


def _listed(values: frozenset[str]) -> str:
    return ", ".join(sorted(map(repr, values)))
