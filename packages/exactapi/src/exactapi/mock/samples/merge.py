"""One plain schema out of `$ref`, `allOf`, and a choice of each `anyOf` and `oneOf`.

The merge is for building candidates only: what it gets wrong, the validator of the schema itself
throws out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from random import Random
from typing import Any

from exactapi.mock.samples.schemas import Schema, Schemas

_MOST_CHOICES = 100
_DEEPEST = 12
"""References and compositions followed without a step down into the value."""

_COMPOSING = ("$ref", "$dynamicRef", "allOf", "oneOf", "anyOf")
_COUNTS = frozenset(
    f"{limit}{what}"
    for limit in ("min", "max")
    for what in ("Length", "Items", "Properties", "Contains")
)
"""Integers, which JSON Schema also lets one write as 2.0."""
_BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")


def choices(
    schemas: Schemas, schema: Schema, random: Random, depth: int = 0, *, exact: bool = False
) -> Iterator[dict[str, Any]]:
    """Plain schemas, each with one choice of branches; the first is the choice of `random`.

    `exact` takes from a branch of `oneOf` what the others admit too. This is right, but for large
    schemas it takes a second, and most branches do not overlap.
    """
    if schema is False or depth > _DEEPEST:
        return
    if schema is True:
        yield {}
        return
    own = {
        key: int(value) if key in _COUNTS else value
        for key, value in schema.items()
        if key not in _COMPOSING
    }
    parts: list[Iterable[Schema]] = [[part] for part in _conjuncts(schemas, schema)]
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            branches = _Branches(schemas, schema, keyword, random)
            parts.append(branches.exactly() if exact and keyword == "oneOf" else branches)
    openings = [_opening(schemas, part, random, depth + 1, exact=exact) for part in parts]
    for combination in islice(_combinations(openings), _MOST_CHOICES):
        merged = own
        for part in combination:
            merged = merge(merged, part)
        yield merged


def _conjuncts(schemas: Schemas, schema: dict[str, Any]) -> Iterator[Schema]:
    if "$ref" in schema:
        yield schemas.target(schema["$ref"])
    yield from schema.get("allOf", ())


class _Branches:
    """The branches of one `oneOf` or `anyOf`, from the one that `random` likes best.

    Each comes with the discriminator's value for it, then as it is.
    """

    def __init__(
        self, schemas: Schemas, schema: dict[str, Any], keyword: str, random: Random
    ) -> None:
        self._schemas = schemas
        self._branches: list[Schema] = schema[keyword]
        self._discriminator: dict[str, Any] = schema.get("discriminator", {})
        start = random.randrange(len(self._branches))
        indices = list(range(len(self._branches)))
        # `null` last: a value says more than its absence.
        self._order = sorted(
            indices[start:] + indices[:start],
            key=lambda index: self._branches[index] == {"type": "null"},
        )

    def __iter__(self) -> Iterator[Schema]:
        for index in self._order:
            branch = self._branches[index]
            if (named := self._named(branch)) is not None:
                yield {"allOf": [branch, named]}
            yield branch

    def exactly(self) -> Iterator[Schema]:
        for index in self._order:
            branch = self._branches[index]
            others = self._branches[:index] + self._branches[index + 1 :]
            alone = self._schemas.difference(branch, others) if others else True
            if alone is not None:
                yield {"allOf": [branch, alone, self._named(branch) or True]}
                yield {"allOf": [branch, alone]}

    def _named(self, branch: Schema) -> Schema | None:
        if not isinstance(branch, dict) or "propertyName" not in self._discriminator:
            return None
        name = self._schemas.discriminator_value(
            branch.get("$ref", ""), self._discriminator.get("mapping", {})
        )
        member = self._discriminator["propertyName"]
        return {"properties": {member: {"const": name}}} if name is not None else None


def _opening(
    schemas: Schemas, branches: Iterable[Schema], random: Random, depth: int, *, exact: bool
) -> Iterator[dict[str, Any]]:
    return islice(
        chain.from_iterable(
            choices(schemas, branch, random, depth, exact=exact) for branch in branches
        ),
        _MOST_CHOICES,
    )


def _combinations(
    openings: list[Iterator[dict[str, Any]]],
) -> Iterator[tuple[dict[str, Any], ...]]:
    """Yield the first choices together, then with one other choice at a time: most need no more."""
    firsts = [next(opening, None) for opening in openings]
    found = tuple(first for first in firsts if first is not None)
    if len(found) < len(firsts):
        return
    yield found
    for index, opening in enumerate(openings):
        for choice in opening:
            yield (*found[:index], choice, *found[index + 1 :])


def merge(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that admits about what both admit."""
    merged = left | right
    for key in left.keys() & right.keys():
        merged[key] = _merged(key, left[key], right[key])
    return merged


def _merged(key: str, left: Any, right: Any) -> Any:
    if key in _COUNTS or key in _BOUNDS:
        smallest = "max" in key.lower()
        return min(left, right) if smallest else max(left, right)
    combine = _COMBINED.get(key)
    return combine(left, right) if combine else right


def _members(left: dict[str, Schema], right: dict[str, Schema]) -> dict[str, Schema]:
    shared = {name: _both(left[name], right[name]) for name in left.keys() & right.keys()}
    return {name: shared.get(name, each) for name, each in (left | right).items()}


def _both(left: Schema, right: Schema) -> Schema:
    return left if left == right else {"allOf": [left, right]}


def _common_types(left: str | list[str], right: str | list[str]) -> list[str]:
    lefts, rights = types_of(left), types_of(right)
    common = [name for name in lefts if name in rights]
    if "integer" not in common and "number" in lefts + rights and "integer" in lefts + rights:
        common.append("integer")
    return common


def types_of(declared: str | list[str]) -> list[str]:
    return [declared] if isinstance(declared, str) else declared


_COMBINED: Mapping[str, Callable[[Any, Any], Any]] = {
    "properties": _members,
    "patternProperties": _members,
    "items": _both,
    "additionalProperties": _both,
    "propertyNames": _both,
    "contains": _both,
    "type": _common_types,
    "required": lambda left, right: sorted({*left, *right}),
    "enum": lambda left, right: [value for value in left if value in right],
    "examples": lambda left, right: [*left, *right],
}
"""Functions that merge the two values of a keyword; of any other keyword, the second counts."""
