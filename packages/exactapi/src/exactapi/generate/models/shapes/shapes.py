"""Shapes: the part of a schema that a Python type can express.

A shape accepts whatever its schema accepts; it may accept more, because the schema itself is
checked before. Constraints (lengths, patterns, bounds) are therefore no part of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal[
    "any",
    "other",
    "none",
    "bool",
    "int",
    "number",
    "str",
    "uuid",
    "date",
    "datetime",
    "decimal",
    "decimal number",
    "bytes",
    "file",
]


@dataclass(frozen=True, slots=True)
class Scalar:
    kind: Kind


@dataclass(frozen=True, slots=True)
class Literals:
    """JSON strings, integers and booleans; null is a member of a union instead."""

    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Array:
    items: "Shape"


@dataclass(frozen=True, slots=True)
class Tuple:
    """An array whose first items have types of their own; `rest` is None where it ends with them.

    It has `least` of them at least.
    """

    items: tuple["Shape", ...]
    rest: "Shape | None"
    least: int


@dataclass(frozen=True, slots=True)
class Map:
    values: "Shape"


@dataclass(frozen=True, slots=True)
class Union:
    """`discriminator` is the wire name of the member that chooses the class.

    `tags` are pairs of its values and the classes that they choose, once all classes are known.
    """

    members: tuple["Shape", ...]
    discriminator: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A class or alias of models.py."""

    name: str


Shape: TypeAlias = Scalar | Literals | Array | Tuple | Map | Union | Named

ANY = Scalar("any")
OTHER = Scalar("other")
"""Anything but an object: beside a class, which no object may then escape."""
NONE = Scalar("none")
TEXT = Scalar("str")


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a class: `name` on the wire, `attribute` in Python, `rule` in words.

    `deferred`: see `exactapi.generate.models.shapes.depth`.
    """

    name: str
    attribute: str
    shape: Shape
    required: bool
    description: str = ""
    rule: str = ""
    default: Any = None
    has_default: bool = False
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class ModelClass:
    """`closed`: members beyond the fields are refused."""

    name: str
    description: str
    fields: tuple[Field, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a type that is no class."""

    name: str
    description: str
    shape: Shape
    deferred: bool = False


@dataclass(slots=True)
class Models:
    """All of models.py, in the order in which the document mentions it."""

    classes: dict[str, ModelClass] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)


def items_of(shape: Array | Tuple) -> tuple[Shape, ...]:
    """Return the shapes of the items of an array."""
    if isinstance(shape, Array):
        return (shape.items,)
    return shape.items if shape.rest is None else (*shape.items, shape.rest)


def inner(shape: Shape) -> tuple[Shape, ...]:
    """Return the shapes that one holds itself, not by the name of a class or an alias."""
    match shape:
        case Array() | Tuple():
            return items_of(shape)
        case Map(values):
            return (values,)
        case Union(members):
            return members
    return ()


def with_inner(shape: Shape, change: Callable[[Shape], Shape]) -> Shape:
    """Return a shape with those that it holds itself changed."""
    match shape:
        case Array(items):
            return Array(change(items))
        case Tuple(several, rest):
            changed = tuple(map(change, several))
            return replace(shape, items=changed, rest=None if rest is None else change(rest))
        case Map(values):
            return Map(change(values))
        case Union(members):
            return replace(shape, members=tuple(map(change, members)))
    return shape


def named(shape: Shape) -> Iterator[str]:
    """Yield the names of the classes and aliases in a shape."""
    if isinstance(shape, Named):
        yield shape.name
    for each in inner(shape):
        yield from named(each)


def holds_tuple(shape: Shape) -> bool:
    """Return whether there is a tuple in a shape."""
    return isinstance(shape, Tuple) or any(map(holds_tuple, inner(shape)))
