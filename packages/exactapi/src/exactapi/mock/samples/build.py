"""Values built from a schema as a person would write them: every member, short, by the format."""

from collections.abc import Iterator
from itertools import chain, islice
from random import Random
from typing import Any

from exactapi.errors import ExactAPIError
from exactapi.mock.samples.draw import drawn
from exactapi.mock.samples.merge import choices, types_of
from exactapi.mock.samples.numbers import number
from exactapi.mock.samples.schemas import Schema, Schemas
from exactapi.mock.samples.strings import FORMATS, string_format, text, word
from exactapi.problems import JsonValue

_DEEP = 4
"""Steps down from the root at which optional members and items are left out."""
_DEEPEST = 24
_ENOUGH = 400
"""Values built for one root after which optional members are left out everywhere."""

_MOST = 20_000
"""Values after which the root is given up: what is required may be too much for any answer."""


class CannotBuildError(ExactAPIError):
    """No candidate fits; the drawing generator may still find one."""


class Builder:
    """Builds one value. `careful` checks each part by itself, which finds the part to draw.

    Without `examples` those of the schemas are left aside, and their defaults.
    """

    def __init__(
        self, schemas: Schemas, random: Random, *, careful: bool, examples: bool = True
    ) -> None:
        self._uses_examples = examples
        self._schemas = schemas
        self._random = random
        self._careful = careful
        self._built = 0

    def value(self, schema: Schema, depth: int = 0) -> JsonValue:
        """Return a value that the schema probably (if careful: certainly) admits.

        Raises:
            CannotBuildError: there seems to be none, or only one that is too deep.
        """
        self._built += 1
        if depth > _DEEPEST or self._built > _MOST:
            raise CannotBuildError
        for candidate, trusted in self._candidates(schema, depth):
            if (trusted and not self._careful) or self._schemas.accepts(schema, candidate):
                return candidate
        if self._careful and self._built <= _MOST:
            for candidate in drawn(self._schemas.closed(schema)):
                if self._schemas.accepts(schema, candidate):
                    return candidate
        raise CannotBuildError

    def _candidates(self, schema: Schema, depth: int) -> Iterator[tuple[JsonValue, bool]]:
        """Yield each with whether it needs no check because it was made to fit."""
        plain = choices(self._schemas, schema, self._random)
        exact = choices(self._schemas, schema, self._random, exact=True)
        for choice in chain(plain, exact):
            for example in self._examples(choice):
                yield example, False
            if "enum" in choice or "const" in choice:
                continue
            for name in self._types(choice):
                try:
                    yield self._of_type(name, choice, depth), True
                except CannotBuildError:
                    continue

    def _examples(self, choice: dict[str, Any]) -> list[JsonValue]:
        named = [choice["const"]] if "const" in choice else []
        if self._uses_examples:
            named += [choice["example"]] if "example" in choice else []
            named += choice.get("examples", [])
            named += [choice["default"]] if "default" in choice else []
        return [*named, *_rotated(choice.get("enum", []), self._random)]

    def _types(self, choice: dict[str, Any]) -> list[str]:
        if "type" in choice:
            return sorted(types_of(choice["type"]), key=lambda name: name == "null")
        for name, keywords in _TELLING.items():
            if not keywords.isdisjoint(choice):
                return [name]
        return ["string", "object", "integer", "array", "boolean", "null"]

    def _of_type(self, name: str, choice: dict[str, Any], depth: int) -> JsonValue:
        match name:
            case "object":
                return self._object(choice, depth)
            case "array":
                return self._array(choice, depth)
            case "string":
                return self._string(choice)
            case "integer" | "number":
                made = number(choice, self._random, whole=name == "integer")
                if made is None:
                    raise CannotBuildError
                return made
            case "boolean":
                return self._random.random() < 0.5
            case _:
                return None

    def _string(self, choice: dict[str, Any]) -> str:
        shortest, longest = choice.get("minLength", 0), choice.get("maxLength")
        if "pattern" in choice or shortest > 10_000:
            made = [value for value in drawn(_string_only(choice)) if isinstance(value, str)]
            if not made:
                raise CannotBuildError
            return self._random.choice(made)
        make = FORMATS.get(string_format(choice) or "")
        return make(self._random) if make else text(self._random, shortest, longest)

    def _array(self, choice: dict[str, Any], depth: int) -> list[JsonValue]:
        fixed: list[Schema] = choice.get("prefixItems", [])
        contained = choice.get("contains")
        least, most = choice.get("minItems", 0), choice.get("maxItems")
        made = [self.value(schema, depth + 1) for schema in fixed[:most]]
        if contained is not None:
            for _ in range(choice.get("minContains", 1)):
                made.append(self._another(contained, made, choice, depth))
        items = choice.get("items", True)
        wanted = max(least, 0 if depth >= _DEEP or made or self._built > _ENOUGH else 1)
        while len(made) < wanted and items is not False:
            try:
                made.append(self._another(items, made, choice, depth))
            except CannotBuildError:
                if len(made) < least:
                    raise
                break
        return made[:most]

    def _another(
        self, schema: Schema, made: list[JsonValue], choice: dict[str, Any], depth: int
    ) -> JsonValue:
        """Return one more item, unlike the others where they must be unique."""
        value = self.value(schema, depth + 1)
        if choice.get("uniqueItems"):
            for _ in range(20):
                if value not in made:
                    break
                value = self.value(schema, depth + 1)
            else:
                value = next((each for each in self._distinct(schema) if each not in made), value)
        return value

    def _distinct(self, schema: Schema) -> Iterator[JsonValue]:
        enumerated = (
            choice.get("enum", []) for choice in choices(self._schemas, schema, self._random)
        )
        drawn_ones = drawn(self._schemas.closed(schema))
        everything = chain(chain.from_iterable(enumerated), drawn_ones)
        return (value for value in everything if self._schemas.accepts(schema, value))

    def _object(self, choice: dict[str, Any], depth: int) -> dict[str, JsonValue]:
        properties: dict[str, Schema] = choice.get("properties", {})
        required = self._required(choice)
        made = {name: self.value(self._member(choice, name), depth + 1) for name in required}
        most = choice.get("maxProperties", len(properties) + len(required))
        for name, schema in properties.items():
            if name in made or depth >= _DEEP or self._built > _ENOUGH or len(made) >= most:
                continue
            try:
                made[name] = self.value(schema, depth + 1)
            except CannotBuildError:
                continue
        self._fill(made, choice, depth)
        return made

    def _required(self, choice: dict[str, Any]) -> list[str]:
        """Members that must be there, and those that these ask for in turn."""
        required = list(choice.get("required", []))
        dependent = choice.get("dependentRequired", {})
        for name in required:
            required.extend(each for each in dependent.get(name, ()) if each not in required)
        return required

    def _member(self, choice: dict[str, Any], name: str) -> Schema:
        if name in choice.get("properties", {}):
            schema: Schema = choice["properties"][name]
            return schema
        patterns: dict[str, Schema] = choice.get("patternProperties", {})
        for pattern, schema in patterns.items():
            if self._schemas.accepts({"pattern": pattern}, name):
                return schema
        rest: Schema = choice.get("additionalProperties", True)
        return rest

    def _fill(self, made: dict[str, JsonValue], choice: dict[str, Any], depth: int) -> None:
        """Members of no fixed name: as many as must be, and one where they are the point."""
        patterns = choice.get("patternProperties", {})
        open_map = isinstance(choice.get("additionalProperties"), dict) or bool(patterns)
        wanted = choice.get("minProperties", 0)
        if open_map and not made and depth < _DEEP and choice.get("maxProperties", 1) > 0:
            wanted = max(wanted, 1)
        for name in islice(self._names(choice), 4 * wanted):
            if len(made) >= wanted:
                return
            if name not in made:
                made[name] = self.value(self._member(choice, name), depth + 1)

    def _names(self, choice: dict[str, Any]) -> Iterator[str]:
        if "propertyNames" in choice:
            while True:
                yield str(self.value({"allOf": [{"type": "string"}, choice["propertyNames"]]}))
        for pattern in choice.get("patternProperties", {}):
            yield from map(str, drawn({"type": "string", "pattern": pattern, "maxLength": 40}))
        while choice.get("additionalProperties") is not False:
            yield word(self._random)


_TELLING = {
    "object": {"properties", "required", "additionalProperties", "patternProperties"}
    | {"propertyNames", "minProperties", "maxProperties", "dependentRequired", "dependentSchemas"},
    "array": {"items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"},
    "string": {"pattern", "format", "minLength", "maxLength", "contentEncoding"},
    "number": {"minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"},
}
"""The keywords that speak of one type, which tell it where a schema has no `type`."""


def _string_only(choice: dict[str, Any]) -> Schema:
    keywords = ("pattern", "format", "minLength", "maxLength")
    return {"type": "string"} | {key: choice[key] for key in keywords if key in choice}


def _rotated(values: list[JsonValue], random: Random) -> list[JsonValue]:
    start = random.randrange(len(values)) if values else 0
    return values[start:] + values[:start]
