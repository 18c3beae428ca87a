"""Adapts the document's schemas to requests and to responses, for compiling.

The copy differs from the document in these ways only:

- a member marked `readOnly` is refused in requests and not required there, one marked `writeOnly`
  in responses (OpenAPI 3.1, Schema Object; JSON Schema Validation, section 9.4);
- formats of OpenAPI's registry, such as `int32`, are spelt out (`exactapi.schemas.formats`);
- a `$ref` into the document names the place of its target in the compiled set of schemas;
- a `pattern` is said as the validator's engine has to hear it (`exactapi.schemas.patterns`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from exactapi.schemas.formats import expand_format
from exactapi.schemas.identities import NAMES, Identities, base_below
from exactapi.schemas.patterns import is_slow, runnable
from exactapi.schemas.places import SCHEMA_KEYWORDS, SCHEMA_MAPS
from exactapi.schemas.pointers import pointer_of

Direction = Literal["request", "response"]
Schema = Mapping[str, Any]

NO_NAMES: Final[frozenset[str]] = frozenset()

HIDING: Final[Mapping[Direction, str]] = {"request": "readOnly", "response": "writeOnly"}
"""The keyword that hides a member from a direction."""

_OPENAPI_DIALECTS: Final = "https://spec.openapis.org/oas/"

_BRANCHES: Final = frozenset({"allOf", "anyOf", "oneOf"})
_IN_PLACE: Final = _BRANCHES | {"if", "then", "else", "dependentSchemas"}


def refused_member(keyword: str) -> dict[str, Any]:
    """Return the schema of a member that its direction hides; errors know it by its `$comment`."""
    return {"not": {"$comment": keyword}}


class Adapter:
    """Adapts schemas to one direction.

    `find` gives the schema at a pointer of the document. `place` gives the URI under which that
    schema is compiled; it is told the names that must not be required of it there, beyond those
    that it hides itself. `base` is the base URI that the `$id`s around a schema give.
    """

    def __init__(
        self,
        direction: Direction,
        identities: Identities,
        find: Callable[[str], Any],
        place: Callable[[str, frozenset[str]], str],
    ) -> None:
        self._keyword = HIDING[direction]
        self._identities = identities
        self._find = find
        self._place = place
        self._hidden_at: dict[str, frozenset[str]] = {}
        self._slow_patterns: set[str] = set()

    def adapt(self, schema: Any, names: frozenset[str], base: str, *, copied: bool) -> Any:
        """Return the schema for this direction.

        `names` are hidden by a schema around this one, for the same object. What is `copied` is
        compiled a second time, and leaves its `$id` and anchors to the first.
        """
        if isinstance(schema, list):
            return [self.adapt(each, names, base, copied=copied) for each in schema]
        if not isinstance(schema, Mapping):
            return schema
        base = base_below(schema, base)
        names = names | self.hidden(schema, base)
        adapted = {
            keyword: self._value(keyword, value, names, base, copied=copied)
            for keyword, value in schema.items()
            if not (copied and keyword in NAMES)
        }
        if "format" in adapted:
            expand_format(adapted)
        if names:
            self._hide(schema, adapted, names, base)
        if str(schema.get("$schema", "")).startswith(_OPENAPI_DIALECTS):
            del adapted["$schema"]
        return adapted

    def _value(
        self, keyword: str, value: Any, names: frozenset[str], base: str, *, copied: bool
    ) -> Any:
        inner = names if keyword in _IN_PLACE else NO_NAMES
        if keyword == "additionalProperties" and self._is_hidden(value, base):
            return refused_member(self._keyword)
        if keyword in SCHEMA_KEYWORDS:
            return self.adapt(value, inner, base, copied=copied)
        if keyword in SCHEMA_MAPS and isinstance(value, Mapping):
            schemas = {
                name: self.adapt(each, inner, base, copied=copied) for name, each in value.items()
            }
            return (
                self._by_pattern(schemas, value, base)
                if keyword == "patternProperties"
                else schemas
            )
        if keyword == "$ref":
            return self._reference(value, names, base, copied=copied)
        if keyword == "$dynamicRef" and not base and (pointer := pointer_of(str(value))):
            return self._place(pointer, names)
        return self._pattern(value) if keyword == "pattern" and isinstance(value, str) else value

    def _pattern(self, pattern: str) -> str:
        adapted = runnable(pattern)
        if is_slow(pattern):
            self._slow_patterns.add(adapted)
        return adapted

    def is_slow(self, adapted: Mapping[str, Any]) -> bool:
        """Return whether a pattern of an adapted schema may take quadratic time."""
        patterns = {adapted.get("pattern"), *adapted.get("patternProperties", ())}
        return not self._slow_patterns.isdisjoint(patterns)

    def _by_pattern(self, schemas: dict[str, Any], written: Schema, base: str) -> dict[str, Any]:
        """Patterns that differ in the document may be the same for the engine: both count."""
        found: dict[str, Any] = {}
        for pattern, schema in schemas.items():
            text = self._pattern(pattern)
            is_hidden = self._is_hidden(written[pattern], base)
            counts = refused_member(self._keyword) if is_hidden else schema
            found[text] = {"allOf": [found[text], counts]} if text in found else counts
        return found

    def _reference(self, reference: Any, names: frozenset[str], base: str, *, copied: bool) -> Any:
        """By its URI or anchor the target is found as well, but always in its first copy."""
        pointer = self._target(reference, base)
        if pointer is None:
            return reference
        by_pointer = not base and pointer_of(reference) is not None
        if by_pointer or copied or names - self.hidden_at(pointer):
            return self._place(pointer, names)
        return reference

    def hidden_at(self, pointer: str) -> frozenset[str]:
        """Return the names that the schema at a pointer hides."""
        return self._hidden_from(pointer, frozenset())

    def hidden(self, schema: Any, base: str, seen: frozenset[int] = frozenset()) -> frozenset[str]:
        """Return the names that the schema, or one applied to the same object, hides."""
        if not isinstance(schema, Mapping) or id(schema) in seen:
            return NO_NAMES
        seen |= {id(schema)}
        base = base_below(schema, base)
        names = NO_NAMES
        if isinstance(properties := schema.get("properties"), Mapping):
            names |= {name for name, each in properties.items() if self._is_hidden(each, base)}
        for keyword in _IN_PLACE & schema.keys():
            value = schema[keyword]
            if keyword in SCHEMA_MAPS and isinstance(value, Mapping):
                value = list(value.values())
            for branch in value if isinstance(value, list) else [value]:
                names |= self.hidden(branch, base, seen)
        if (pointer := self._target(schema.get("$ref"), base)) is not None:
            names |= self._hidden_from(pointer, seen)
        return names

    def _hidden_from(self, pointer: str, seen: frozenset[int]) -> frozenset[str]:
        if pointer not in self._hidden_at:
            self._hidden_at[pointer] = NO_NAMES
            around = self._identities.around(pointer)
            self._hidden_at[pointer] = self.hidden(self._find(pointer), around, seen)
        return self._hidden_at[pointer]

    def _is_hidden(self, schema: Any, base: str, seen: frozenset[int] = frozenset()) -> bool:
        if not isinstance(schema, Mapping) or id(schema) in seen:
            return False
        if schema.get(self._keyword) is True:
            return True
        seen |= {id(schema)}
        base = base_below(schema, base)
        if (pointer := self._target(schema.get("$ref"), base)) is not None:
            around = self._identities.around(pointer)
            if self._is_hidden(self._find(pointer), around, seen):
                return True
        branches = schema.get("allOf")
        return isinstance(branches, list) and any(
            self._is_hidden(each, base, seen) for each in branches
        )

    def _hide(
        self, schema: Schema, adapted: dict[str, Any], names: frozenset[str], base: str
    ) -> None:
        if isinstance(properties := schema.get("properties"), Mapping):
            for name in names & properties.keys():
                if self._is_hidden(properties[name], base):
                    adapted["properties"][name] = refused_member(self._keyword)
        if isinstance(required := schema.get("required"), list):
            adapted["required"] = [name for name in required if name not in names]
        if isinstance(dependent := schema.get("dependentRequired"), Mapping):
            adapted["dependentRequired"] = {
                name: [each for each in needed if each not in names]
                for name, needed in dependent.items()
            }

    def _target(self, reference: Any, base: str) -> str | None:
        """Return the pointer that a `$ref` leads to; None out of the document, or to all of it."""
        return (isinstance(reference, str) and self._identities.target(reference, base)) or None
