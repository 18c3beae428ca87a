"""The union of shapes, as narrow as it can be without losing a value.

Pydantic tries the members of a union; where two of them read the same JSON string differently
(a date and a date-time, a UUID and a string) the value could change, so those become `str`.
"""

from collections.abc import Iterable, Mapping

from exactapi.generate.models.shapes.shapes import (
    ANY,
    NONE,
    OTHER,
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
    items_of,
    with_inner,
)

_SCALAR_TYPES: Mapping[str, type] = {"bool": bool, "int": int, "number": int}
_DECIMAL = Scalar("decimal number")
_LITERAL_KINDS: Mapping[Kind, type] = {"int": int, "bool": bool}
_MOST_MEMBERS = 500
"""Tools that read Python nest as deeply as a union is long; beyond this, none can be relied on."""
_TYPED_STRINGS = frozenset({"uuid", "date", "datetime", "decimal"})


def union(shapes: Iterable[Shape], discriminator: str | None = None) -> Shape:
    members = _unique(_truth_and_numbers_apart(_unique(_decimals_alone(_flat(shapes)))))
    if not members:
        return ANY
    if ANY in members:
        members = [*(member for member in members if isinstance(member, Named)), ANY]
    elif OTHER in members:
        objects: list[Shape] = [each for each in members if isinstance(each, Named | Map)]
        members = [*_containers_merged(objects), OTHER]
    else:
        members = _none_last(_containers_merged(_literals_merged(_scalars_merged(members))))
    if len(members) > _MOST_MEMBERS:
        return ANY
    return members[0] if len(members) == 1 else Union(tuple(members), discriminator)


def _flat(shapes: Iterable[Shape]) -> Iterable[Shape]:
    for shape in shapes:
        if isinstance(shape, Union):
            yield from _flat(shape.members)
        else:
            yield shape


def _decimals_alone(shapes: Iterable[Shape]) -> list[Shape]:
    """Beside anything but null, a decimal number is a number: one could be read as the other."""
    members = list(shapes)
    if all(member in (_DECIMAL, NONE) for member in members):
        return members
    return [Scalar("number") if member == _DECIMAL else member for member in members]


def _unique(shapes: Iterable[Shape]) -> list[Shape]:
    """Compared as text, since `Literals((1,)) == Literals((True,))`."""
    members = list(shapes)
    return members if len(members) < 2 else list({repr(each): each for each in members}.values())


def _truth_and_numbers_apart(members: list[Shape]) -> Iterable[Shape]:
    """Without literals where both occur: `Literal[1]` takes `True`, which equals 1 in Python."""
    types = {_SCALAR_TYPES.get(m.kind) for m in members if isinstance(m, Scalar)}
    types |= {type(value) for m in members if isinstance(m, Literals) for value in m.values}
    for member in members:
        if not isinstance(member, Literals) or not {bool, int} <= types:
            yield member
            continue
        own = {type(value) for value in member.values}
        if texts := tuple(value for value in member.values if isinstance(value, str)):
            yield Literals(texts)
        yield from (Scalar(kind) for kind, python in _LITERAL_KINDS.items() if python in own)


def _scalars_merged(members: list[Shape]) -> list[Shape]:
    kinds = {member.kind for member in members if isinstance(member, Scalar)}
    widened = _TYPED_STRINGS & kinds if "str" in kinds or len(_TYPED_STRINGS & kinds) > 1 else set()
    if "number" in kinds:
        widened = widened | {"int"}
    kept = [m for m in members if not (isinstance(m, Scalar) and m.kind in widened)]
    return _unique([*kept, TEXT]) if _TYPED_STRINGS & widened else kept


def _literals_merged(members: list[Shape]) -> list[Shape]:
    """One `Literal[...]` where the first one stands, without what `str` or `int` already says."""
    kinds = {member.kind for member in members if isinstance(member, Scalar)}
    wide = tuple(
        python
        for kind, python in (("str", str), ("int", int), ("number", int), ("bool", bool))
        if kind in kinds
    )
    values: dict[str, str | int | bool] = {}
    for member in members:
        if isinstance(member, Literals):
            values |= {repr(value): value for value in member.values if type(value) not in wide}
    merged: list[Shape] = []
    for member in members:
        if not isinstance(member, Literals):
            merged.append(member)
        elif values:
            merged.append(Literals(tuple(values.values())))
            values = {}
    return merged


def _containers_merged(members: list[Shape]) -> list[Shape]:
    """One list and one map; a tuple stays where it is the only array."""
    arrays = [member for member in members if isinstance(member, Array | Tuple)]
    maps = [member.values for member in members if isinstance(member, Map)]
    merged: list[Shape] = []
    for member in members:
        if isinstance(member, Array | Tuple):
            if arrays:
                items = (item for each in arrays for item in items_of(each))
                merged.append(arrays[0] if len(arrays) == 1 else Array(union(items)))
                arrays = []
        elif isinstance(member, Map):
            if maps:
                merged.append(Map(union(maps)))
                maps = []
        else:
            merged.append(member)
    return merged


def _none_last(members: list[Shape]) -> list[Shape]:
    rest = [member for member in members if member != NONE]
    return [*rest, NONE] if len(rest) < len(members) else rest


def without_decimal_numbers(shape: Shape) -> Shape:
    """Return the shape of a value that no model writes: JSON would get a `Decimal` as a string."""
    if shape == _DECIMAL:
        return Scalar("number")
    return with_inner(shape, without_decimal_numbers)
