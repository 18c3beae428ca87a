"""Do the alternatives of a `oneOf` with a discriminator exclude each other?

A discriminator decides nothing at the wire (OpenAPI 3.1, 4.8.25): the schemas do. Where two of
them take the same body, `oneOf` refuses it, so that often no body at all is right.
"""

from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Any

from exactapi.generate.document.rules.schemas.schemas import schemas_of
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.grammar import Member
from exactapi.generate.models.schemas.schemas import allowed_values, flatten, properties, required
from exactapi.schemas.pointers import join, pointer_of, value_at

_MOST = 10
"""Alternatives that are compared with each other."""


def check_unions(document: dict[str, Any], findings: Findings) -> None:
    """Warn of alternatives that overlap; references of the document are pointers."""
    for pointer, schema in schemas_of(document, Member("document"), "", inner=True):
        if not isinstance(schema, Mapping) or not isinstance(schema.get("oneOf"), list):
            continue
        discriminator = schema.get("discriminator")
        name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
        if isinstance(name, str) and _overlap(document, schema["oneOf"], name):
            where = findings.places.locate(document, join(pointer, "oneOf"))
            reason = (
                f"alternatives do not tie `{name[:60]}` to values of their own: what one of them "
                "requires is enough for another, and `oneOf` refuses what two of them take"
            )
            cure = (
                f"give `{name[:60]}` a `const` or an `enum` in each alternative, or write `anyOf`"
            )
            findings.warn("discriminator-overlap", where, join(pointer, "oneOf"), reason, cure)


def _overlap(document: Mapping[str, Any], branches: list[Any], name: str) -> bool:
    """Return whether a body with only what one alternative requires is right for another."""

    def target(reference: str) -> Any:
        pointer = pointer_of(reference)
        return True if pointer is None else value_at(document, pointer, absent=True)

    flats = [flatten(each, target) for each in branches[:_MOST] if isinstance(each, Mapping)]
    objects = [each for each in flats if properties(each) and not _compound(each)]
    for one, other in permutations(objects, 2):
        asked = set(required(one)) | {name}
        closed = other.get("additionalProperties", True) is not True
        fits = set(required(other)) <= asked and not (closed and asked - properties(other).keys())
        members = ((_member(one, each, target), _member(other, each, target)) for each in asked)
        if fits and not any(_differs(*pair) for pair in members):
            return True
    return False


def _compound(flat: Mapping[str, Any]) -> bool:
    return not {"anyOf", "oneOf", "not", "if", "dependentRequired"}.isdisjoint(flat)


def _member(schema: Mapping[str, Any], name: str, target: Callable[[str], Any]) -> Any:
    """Return the schema of a member, merged: a part of `allOf` may be what ties it to a value."""
    found = properties(schema).get(name)
    return flatten(found, target) if isinstance(found, Mapping) else found


def _differs(one: Any, other: Any) -> bool:
    """Return whether two schemas of a member may exclude each other (surely if they are alike)."""
    if one == other or one in (None, True) or other in (None, True):
        return False
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if allowed_values(one) is None and allowed_values(other) is None:
            return one.get("type") != other.get("type") or "pattern" in one or "pattern" in other
        return True
    return True
