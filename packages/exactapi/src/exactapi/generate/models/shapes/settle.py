"""Decides what needs every class to be known: recursion, discriminators, defaults."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from exactapi.generate.models.shapes.defaults import accepts
from exactapi.generate.models.shapes.shapes import (
    ANY,
    Array,
    Field,
    Literals,
    Map,
    Models,
    Named,
    Shape,
    Tuple,
    Union,
    with_inner,
)
from exactapi.generate.models.shapes.unions import union
from exactapi.text.strict_json import with_integers


def settle(models: Models, wider: Mapping[str, Shape]) -> Models:
    """`wider`: what a reference to a class means where its schema accepts more than objects."""
    endless = _endless_aliases(models)

    def settled(shape: Shape, within: str) -> Shape:
        if isinstance(shape, Array | Tuple | Map):
            return with_inner(shape, lambda each: settled(each, ""))
        if isinstance(shape, Union):
            members = [settled(member, within) for member in shape.members]
            return _discriminated(union(members), shape.discriminator, models)
        if isinstance(shape, Named):
            if within in endless and shape.name in endless:
                return ANY
            return wider.get(shape.name, shape)
        return shape

    aliases = {
        name: replace(alias, shape=settled(alias.shape, name))
        for name, alias in models.aliases.items()
    }
    classes = {
        name: replace(
            cls,
            fields=tuple(_field(field, settled(field.shape, ""), models) for field in cls.fields),
        )
        for name, cls in models.classes.items()
    }
    return Models(classes, aliases)


def _field(field: Field, shape: Shape, models: Models) -> Field:
    """Without a default that the member's own type would refuse; `2.0` may stand for 2."""
    if field.has_default:
        for default in (field.default, with_integers(field.default)):
            if accepts(shape, default, models):
                return replace(field, shape=shape, default=default)
    return replace(field, shape=shape, has_default=False, default=None)


def _discriminated(shape: Shape, name: str | None, models: Models) -> Shape:
    """With a discriminator if each branch fixes it to values of its own: else it would guess."""
    if name is None or not isinstance(shape, Union):
        return shape
    tags: dict[str, str] = {}
    for member in shape.members:
        own = _tags(member, name, models)
        if not own or tags.keys() & own.keys():
            return shape
        tags |= own
    return Union(shape.members, name, tuple(tags.items()))


def _tags(member: Shape, name: str, models: Models) -> dict[str, str]:
    """Return the values that a class gives to the member `name`, each with the class."""
    if not isinstance(member, Named) or member.name not in models.classes:
        return {}
    for field in models.classes[member.name].fields:
        if field.name == name and field.required and isinstance(field.shape, Literals):
            texts = [value for value in field.shape.values if isinstance(value, str)]
            return dict.fromkeys(texts, member.name)
    return {}


def _endless_aliases(models: Models) -> set[str]:
    """Aliases that are reached again without a list, map or class in between: `A = A | str`."""
    direct = {name: set(_direct(alias.shape)) for name, alias in models.aliases.items()}
    endless: set[str] = set()
    for name, reached_at_once in direct.items():
        seen: set[str] = set()
        pending = list(reached_at_once)
        while pending:
            reached = pending.pop()
            if reached not in seen:
                seen.add(reached)
                pending.extend(direct.get(reached, ()))
        if name in seen:
            endless.add(name)
    return endless


def _direct(shape: Shape) -> Iterable[str]:
    if isinstance(shape, Named):
        yield shape.name
    elif isinstance(shape, Union):
        for member in shape.members:
            yield from _direct(member)
