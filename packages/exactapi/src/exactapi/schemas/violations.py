"""Says the errors of the validator in words for people who call the API.

A sentence speaks of the rule, never of the value: input is not echoed.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import jsonschema_rs

from exactapi.error_codes import ERROR_CODES, ErrorCode
from exactapi.problems import MAX_ERRORS, JsonValue, ProblemError
from exactapi.schemas.directions import refused_member
from exactapi.schemas.patterns import LONG
from exactapi.schemas.pointers import fragment, join, may_be_repeated

_LARGE: Final = 1_000
"""Values in an instance beyond which one error must do: to explain each takes 20 us or more."""

_DEEP: Final = 12
"""Levels beyond which the same holds."""

MOST_WORK: Final = 20_000
"""Values times alternatives (`exactapi.schemas.alternatives`): some 30 ms, by measurement."""

_LONGEST_POINTER: Final = 300
_LONGEST_DETAIL: Final = 300

_MANY: Final = 10

Failure = jsonschema_rs.ValidationError
Path = Sequence[str | int]

_UNKNOWN_MEMBER: Final = "has a member that the contract does not know"
_UNEXPECTED: Final = frozenset({"additionalProperties", "unevaluatedProperties"})
_CODES: Final[Mapping[str, ErrorCode]] = {code: code for code in ERROR_CODES}
_HIDDEN: Final[Mapping[ErrorCode, str]] = {
    "readOnly": "is set by the service: leave it out",
    "writeOnly": "is for requests alone",
}
_SENTENCES: Final[Mapping[ErrorCode, Callable[[Any], str]]] = {
    "anyOf": lambda _: "matches none of the alternatives",
    "const": lambda kind: f"must be {_json(kind['expected_value'])}",
    "contains": lambda _: "holds too few or too many items of the kind it is to contain",
    "enum": lambda kind: _one_of(kind["options"]),
    "exclusiveMaximum": lambda kind: f"must be less than {kind['limit']}",
    "exclusiveMinimum": lambda kind: f"must be greater than {kind['limit']}",
    "falseSchema": lambda _: "is not allowed here",
    "format": lambda kind: f"is not a valid {kind['format']}",
    "maxItems": lambda kind: f"must have at most {kind['limit']} items",
    "maxLength": lambda kind: f"must have at most {kind['limit']} characters",
    "maxProperties": lambda kind: f"must have at most {kind['limit']} members",
    "maximum": lambda kind: f"must be at most {kind['limit']}",
    "minItems": lambda kind: f"must have at least {kind['limit']} items",
    "minLength": lambda kind: f"must have at least {kind['limit']} characters",
    "minProperties": lambda kind: f"must have at least {kind['limit']} members",
    "minimum": lambda kind: f"must be at least {kind['limit']}",
    "multipleOf": lambda kind: f"must be a multiple of {kind['multiple_of']}",
    "not": lambda _: "matches what the contract excludes",
    "oneOf": lambda _: "must match exactly one of the alternatives",
    "propertyNames": lambda _: "has a member whose name is not allowed",
    "required": lambda _: "is required",
    "schema": lambda _: "does not match its schema",
    "type": lambda kind: f"must be of type {' or '.join(sorted(kind['types']))}",
    "unevaluatedItems": lambda _: "has an item that the contract does not know",
    "uniqueItems": lambda _: "must not hold an item twice",
}


class Violations:
    """Explains why an instance is invalid.

    `written` gives the document's schema for the URI of a keyword; `alternatives` how many of them
    the engine explains for a value of a depth; `is_slow` says whether a long text may be searched
    in quadratic time; `root` begins each pointer.
    """

    def __init__(
        self,
        written: Callable[[str], Mapping[str, Any]],
        alternatives: Callable[[int], int],
        is_slow: Callable[[], bool],
        root: str,
    ) -> None:
        self._written = written
        self._alternatives = alternatives
        self._is_slow = is_slow
        self._root = root

    def describe(
        self, compiled: jsonschema_rs.Validator, instance: JsonValue
    ) -> list[ProblemError]:
        """Return the errors by their places, cut after `MAX_ERRORS`."""
        if self.is_beyond(instance):
            detail = "does not match its schema, and is too large, long or deep to say where"
            return [ProblemError(self._root, "schema", detail)]
        errors = [each for error in compiled.iter_errors(instance) for each in self._explain(error)]
        if len(errors) == 1:  # as mostly
            return errors
        return sorted(set(errors), key=lambda each: (each.pointer, each.code))[:MAX_ERRORS]

    def is_beyond(self, instance: JsonValue) -> bool:
        """Return whether an instance is too large, long or deep to be explained in time."""
        values, depth, has_long_text = _size(instance)
        work = values * self._alternatives(depth) if depth <= _DEEP else MOST_WORK
        if values > _LARGE or work >= MOST_WORK:
            return True
        # `is_valid` stops at the first rule that is broken, as `maxLength`; to explain goes on.
        return has_long_text and self._is_slow()

    def _explain(self, error: Failure) -> Iterator[ProblemError]:
        code, kind, path = _code(error), error.kind.as_dict(), error.instance_path
        if _is_closed(error):
            yield self._at(path, "additionalProperties", _UNKNOWN_MEMBER)
        elif code == "required":
            yield self._at([*path, kind["property"]], code, "is required")
        elif code in _UNEXPECTED:
            for name in kind["unexpected"]:
                if may_be_repeated(name):
                    yield self._at([*path, name], code, "is not a member that the contract knows")
                else:
                    yield self._at(path, code, _UNKNOWN_MEMBER)
        elif code in ("anyOf", "oneOf"):
            yield from self._explain_union(error, kind["context"])
        elif code == "not" and (keyword := _hiding(kind["schema"])):
            yield self._at(path, keyword, _HIDDEN[keyword])
        elif code == "pattern":
            written = self._written(error.absolute_keyword_location or "")
            yield self._pattern(path, written, kind.get("pattern", ""))
        else:
            yield self._at(path, code, _SENTENCES[code](kind))

    def _pattern(self, path: Path, written: Mapping[str, Any], pattern: str) -> ProblemError:
        """As the author wrote it, or the format that was spelt out in a pattern."""
        if "pattern" not in written and "format" in written:
            return self._at(path, "format", f"is not a valid {written['format']}")
        return self._at(
            path, "pattern", f"must match the pattern {written.get('pattern', pattern)}"
        )

    def _explain_union(
        self, error: Failure, branches: Sequence[Sequence[Failure]]
    ) -> Iterator[ProblemError]:
        """Speak of the alternative that was meant, where that can be told."""
        code, path = _code(error), error.instance_path
        union = self._written(error.absolute_keyword_location or "")
        discriminator = union.get("discriminator", {}).get("propertyName")
        meant = [each for each in branches if each and not _is_other_kind(each, len(path))]
        tag = error.instance.get(discriminator) if isinstance(error.instance, dict) else None
        index = _discriminated(union, code, tag)
        if index is not None and branches[index]:
            meant = [branches[index]]
        tagged = isinstance(error.instance, dict) and isinstance(discriminator, str)
        place = [*path, discriminator] if tagged else path
        if code == "oneOf" and sum(not each for each in branches) > 1:
            yield self._at(place, code, "matches several alternatives, of which only one may")
        elif len(meant) == 1:
            for each in meant[0]:
                yield from self._explain(each)
        elif tag is not None and index is None and not meant:
            yield self._at(place, code, "names none of the alternatives")
        else:
            yield self._at(path, code, _SENTENCES[code](None))

    def _at(self, path: Path, code: ErrorCode, detail: str) -> ProblemError:
        """Return an error at a place, or at the nearest around it whose pointer is not too long."""
        while len(place := join("", *path)) > _LONGEST_POINTER:
            path = path[:-1]
        if len(detail) > _LONGEST_DETAIL:
            detail = f"{detail[:_LONGEST_DETAIL]}..."
        return ProblemError(self._root + place, code, detail)


def _code(error: Failure) -> ErrorCode:
    """Return the keyword that is broken; `schema` for what the engine says of no keyword."""
    return _CODES.get(error.kind.name, "schema")


def _is_closed(error: Failure) -> bool:
    """Return whether `additionalProperties: false` is broken that has no `properties` beside it.

    The engine speaks of a false schema then, as it does of a property of that very name.
    """
    if error.kind.name != "falseSchema":
        return False
    *_, around, keyword = ("", *error.schema_path[-2:])
    return keyword == "additionalProperties" and around != "properties"


def _size(instance: JsonValue) -> tuple[int, int, bool]:
    """Return the number of values in an instance, and of levels of containers inside each other.

    The third says whether a string, or the name of a member, is longer than `LONG`. What is beyond
    `_LARGE` or `_DEEP` is not looked at: one of the two numbers says so.
    """
    level, values, depth, has_long_text = [instance], 1, 0, False
    while values <= _LARGE and depth <= _DEEP:
        inside: list[JsonValue] = []
        has_containers = False
        for each in level:
            if type(each) is str:
                has_long_text |= len(each) > LONG
            elif type(each) is dict:
                has_long_text |= max(map(len, each), default=0) > LONG
                has_containers = True
                inside += each.values()
            elif type(each) is list:
                has_containers = True
                inside += each
        if not has_containers:
            break
        level = inside
        values += len(inside)
        depth += 1
    return values, depth, has_long_text


def _hiding(schema: JsonValue) -> ErrorCode | None:
    return next((each for each in _HIDDEN if schema == refused_member(each)["not"]), None)


def _is_other_kind(errors: Sequence[Failure], depth: int) -> bool:
    """Return whether an alternative fails by the value's type, or by a tag in its members."""
    return any(
        (error.kind.name in ("type", "falseSchema") and len(error.instance_path) == depth)
        or (error.kind.name in ("const", "enum") and len(error.instance_path) <= depth + 1)
        for error in errors
    )


def _discriminated(union: Mapping[str, Any], keyword: str, tag: object) -> int | None:
    """Return the index of the alternative that a discriminator names (OpenAPI 3.2, 4.25)."""
    discriminator = union.get("discriminator", {})
    named = discriminator.get("mapping", {}).get(tag, tag) if isinstance(tag, str) else None
    for name in filter(None, (named, discriminator.get("defaultMapping"))):
        component = fragment(join("/components/schemas", name))
        target = name if "/" in name or "#" in name else component
        for index, branch in enumerate(union[keyword]):
            if isinstance(branch, Mapping) and branch.get("$ref") == target:
                return index
    return None


def _one_of(options: Sequence[JsonValue]) -> str:
    if len(options) > _MANY:
        return f"is none of the {len(options)} values that are allowed"
    return f"must be one of {', '.join(_json(option) for option in options)}"


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False)
