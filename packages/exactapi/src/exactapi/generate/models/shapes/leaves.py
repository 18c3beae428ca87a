"""Schemas that hold no other schemas, and small judgements about any."""

from collections.abc import Mapping
from typing import Any

from exactapi.generate.models.schemas import schemas
from exactapi.generate.models.shapes.shapes import (
    ANY,
    NONE,
    TEXT,
    Array,
    Kind,
    Literals,
    Map,
    Named,
    Scalar,
    Shape,
    Tuple,
    Union,
)
from exactapi.generate.models.shapes.unions import union

_FORMATS: Mapping[str, Kind] = {
    "uuid": "uuid",
    "date": "date",
    "date-time": "datetime",
    "decimal": "decimal",
}


def worth_a_name(shape: Shape) -> bool:
    """A choice of values or of classes and a tuple are words of the API; a string is a string."""
    if isinstance(shape, Literals):
        return len(shape.values) > 1
    if isinstance(shape, Union):
        return sum(isinstance(member, Named) for member in shape.members) > 1
    return isinstance(shape, Tuple)


def literals(values: list[Any], flat: Mapping[str, Any]) -> Shape:
    """`Literal[...]` for strings, booleans and declared integers; else the type of the values.

    Where the schema does not say `integer`, 1 and 1.0 are the same value to JSON Schema.
    """
    whole = "number" not in (schemas.types(flat) or ("number",))
    literals: list[str | int | bool] = []
    others: list[Shape] = []
    for value in values:
        if isinstance(value, (str, bool)) or (whole and isinstance(value, int)):
            literals.append(value)
        elif value is None:
            others.append(NONE)
        elif isinstance(value, (int, float)):
            others.append(Scalar("number"))
        else:
            others.append(Map(ANY) if isinstance(value, dict) else Array(ANY))
    return union([Literals(tuple(literals)), *others] if literals else others)


def string(flat: Mapping[str, Any]) -> Shape:
    name = flat.get("format")
    return Scalar(_FORMATS.get(name, "str")) if isinstance(name, str) else TEXT


def branch_name(flat: Mapping[str, Any], number: int) -> str:
    title = flat.get("title")
    if isinstance(title, str) and title:
        return title
    for schema in schemas.properties(flat).values():
        values = schemas.allowed_values(schema) if isinstance(schema, Mapping) else None
        if values and len(values) == 1 and isinstance(values[0], str) and values[0]:
            return values[0]
    return str(number)
