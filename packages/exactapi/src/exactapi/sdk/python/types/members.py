"""Members of forms and items of sequences whose values do not say how they are written.

A decimal may be a JSON string or a JSON number. A field of a class says which; a list does not.
"""

from collections.abc import Iterator

from exactapi.generate.models.shapes.shapes import (
    Array,
    Map,
    Models,
    Named,
    Scalar,
    Shape,
    Tuple,
    Union,
    items_of,
)
from exactapi.generate.models.shapes.unions import union
from exactapi.sdk.python.types.annotations import Annotations

_FILES = (Scalar("file"), Scalar("bytes"))
"""They are no JSON, and are sent before it is asked for."""


def decimal_members(form: Shape, annotations: Annotations) -> Iterator[tuple[str, Shape]]:
    """Yield names of members with decimals outside of classes, and what one part of them is.

    `*` stands for those that have no name or position.
    """
    found: dict[str, list[Shape]] = {}
    for name, member in _members(form, annotations.models):
        found.setdefault(name, []).extend(_parts(member, annotations.models))
    for name, parts in found.items():
        values = [each for each in parts if each not in _FILES]
        if any(map(annotations.holds_decimals, values)):
            yield name, union(values)


def item_of(sequence: Shape) -> Shape:
    """Return the shape of one item, or of the whole where it says nothing of items."""
    return union(items_of(sequence)) if isinstance(sequence, Array | Tuple) else sequence


def _members(form: Shape, models: Models) -> Iterator[tuple[str, Shape]]:
    match form:
        case Named(name) if name in models.classes:
            yield from ((field.name, field.shape) for field in models.classes[name].fields)
        case Named(name) if name in models.aliases:
            yield from _members(models.aliases[name].shape, models)
        case Array(shape) | Map(shape):
            yield "*", shape
        case Tuple(items, rest):
            yield from ((str(position), each) for position, each in enumerate(items))
            yield from () if rest is None else (("*", rest),)
        case Union(several):
            for each in several:
                yield from _members(each, models)


def _parts(member: Shape, models: Models) -> Iterator[Shape]:
    """Yield what a part may be: each item of an array is a part of its own."""
    match member:
        case Array() | Tuple():
            yield from items_of(member)
        case Union(several):
            for each in several:
                yield from _parts(each, models)
        case Named(name) if name in models.aliases:
            yield from _parts(models.aliases[name].shape, models)
        case _:
            yield member
