"""Decides which defaults of the document a Python type can take."""

from collections.abc import Callable, Mapping
from typing import Any

from exactapi.generate.models.shapes.shapes import (
    Array,
    Literals,
    Map,
    ModelClass,
    Models,
    Named,
    Scalar,
    Shape,
    Tuple,
    Union,
)

_LONGEST_CHAIN = 8
"""Aliases of aliases; a longer chain leads round in a circle."""


def is_plain(shape: Shape, models: Models, chain: int = 0) -> bool:
    """Return whether JSON values of the type are its Python values as well."""
    match shape:
        case Scalar(kind):
            return kind in _PLAIN
        case Literals():
            return True
        case Union(members):
            return all(is_plain(member, models, chain) for member in members)
        case Named(name) if name in models.aliases and chain < _LONGEST_CHAIN:
            return is_plain(models.aliases[name].shape, models, chain + 1)
    return False


def accepts(shape: Shape, value: Any, models: Models, chain: int = 0) -> bool:
    """Return whether the type takes the JSON value; formats of strings are left to Pydantic."""
    match shape:
        case Scalar(kind):
            taken = _SCALARS[kind](value)
        case Literals(values):
            taken = any(type(value) is type(one) and value == one for one in values)
        case Array(items):
            taken = isinstance(value, list) and all(accepts(items, v, models) for v in value)
        case Tuple():
            taken = _tuple_accepts(shape, value, models)
        case Map(values):
            taken = isinstance(value, dict) and all(
                accepts(values, member, models) for member in value.values()
            )
        case Union(members):
            taken = any(accepts(member, value, models, chain) for member in members)
        case Named(name) if name in models.aliases:
            inner = models.aliases[name].shape
            taken = chain < _LONGEST_CHAIN and accepts(inner, value, models, chain + 1)
        case Named(name):
            taken = _class_accepts(models.classes[name], value, models)
    return taken


def _tuple_accepts(shape: Tuple, value: Any, models: Models) -> bool:
    if not isinstance(value, list) or len(value) < shape.least:
        return False
    first, others = value[: len(shape.items)], value[len(shape.items) :]
    return all(
        accepts(item, each, models) for item, each in zip(shape.items, first, strict=False)
    ) and all(shape.rest is not None and accepts(shape.rest, each, models) for each in others)


def _class_accepts(cls: ModelClass, value: Any, models: Models) -> bool:
    if not isinstance(value, dict):
        return False
    known = {field.name: field for field in cls.fields}
    return (
        all(field.name in value for field in cls.fields if field.required)
        and not (cls.closed and value.keys() - known.keys())
        and all(accepts(known[n].shape, v, models) for n, v in value.items() if n in known)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_PLAIN = frozenset({"none", "bool", "int", "number", "str"})

_SCALARS: Mapping[str, Callable[[Any], bool]] = {
    "any": lambda _: True,
    "other": lambda value: not isinstance(value, dict),
    "none": lambda value: value is None,
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": _is_number,
    "str": lambda value: isinstance(value, str),
    "uuid": lambda value: isinstance(value, str),
    "date": lambda value: isinstance(value, str),
    "datetime": lambda value: isinstance(value, str),
    "decimal": lambda value: isinstance(value, str),
    "decimal number": _is_number,
    "bytes": lambda _: False,
    "file": lambda _: False,
}
