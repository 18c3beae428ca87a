"""The number of alternatives that the engine explains for one value.

The engine explains every alternative of a union by the errors of the unions inside it. So the work
is the product of the alternatives along the way, and for a recursive union it grows exponentially
with the value's depth: six alternatives of which each holds the union again take seconds for a
body of 90 bytes. The product is known from the schema before anything is explained.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from exactapi.schemas.places import subschemas
from exactapi.schemas.pointers import fragment_of, value_at

_UNIONS: Final = frozenset({"anyOf", "oneOf"})
_IN_PLACE: Final = frozenset(
    {*_UNIONS, "allOf", "dependentSchemas", "else", "if", "not", "then", "$ref", "$dynamicRef"}
)
"""Keywords whose schemas apply to the same value; the schemas of all others apply to its parts."""


class Alternatives:
    """Counts for the schemas of one registry; `definitions` are at `base` by their keys."""

    def __init__(self, definitions: Mapping[str, Any], base: str, limit: int) -> None:
        self._definitions = definitions
        self._base = f"{base}#/$defs/"
        self._limit = limit
        self._known: dict[tuple[int, int], int] = {}

    def count(self, uri: str, depth: int) -> int:
        """Return the largest product of alternatives for `depth` levels, at most `limit`."""
        return self._count(self._at(uri), depth)

    def reaches(self, uri: str, is_wanted: Callable[[Mapping[str, Any]], bool]) -> bool:
        """Return whether the schema at a URI, or one inside it or referred to, is wanted."""
        waiting, seen = [self._at(uri)], set[int]()
        while waiting:
            schema = waiting.pop()
            if not isinstance(schema, Mapping) or id(schema) in seen:
                continue
            seen.add(id(schema))
            if is_wanted(schema):
                return True
            waiting += [inside for _, inside in self._inside(schema)]
        return False

    def _count(self, schema: Any, depth: int) -> int:
        if not isinstance(schema, Mapping):
            return 1
        key = id(schema), depth
        if key not in self._known:
            self._known[key] = 1  # where a reference leads back here without a step into the value
            self._known[key] = self._product(schema, depth)
        return self._known[key]

    def _product(self, schema: Mapping[str, Any], depth: int) -> int:
        product = 1
        for keyword, inside in self._inside(schema):
            if keyword in _UNIONS:
                count = len(schema[keyword]) * self._count(inside, depth)
            elif keyword in _IN_PLACE:
                count = self._count(inside, depth)
            else:
                count = self._count(inside, depth - 1) if depth else 1
            product = max(product, count)
            if product >= self._limit:
                return self._limit
        return product

    def _inside(self, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield each schema inside or referred to, with the keyword that it stands under."""
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in schema:
                yield keyword, self._at(schema[keyword])
        for place, inside in subschemas(schema):
            yield str(place[0]), inside

    def _at(self, uri: Any) -> Any:
        """Return the schema at a URI of the registry; None for others, such as anchors."""
        if not isinstance(uri, str) or not uri.startswith(self._base):
            return None
        return value_at(self._definitions, fragment_of(uri).removeprefix("/$defs"))
