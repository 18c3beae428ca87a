"""What a keyword of a schema allowed and what it allows now: less, more, or who knows."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from exactapi.generate.models.schemas.schemas import types

Verdict = Literal["narrowed", "widened", "changed"]

_ALL_TYPES: Final = ("array", "boolean", "null", "number", "object", "string")
_UPPER: Final = frozenset(
    {
        *("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"),
    }
)
_LOWER: Final = frozenset(
    {
        *("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"),
    }
)
_FORMATS: Final = (("int8", "int16", "int32", "int64"), ("uint8", "uint16", "uint32", "uint64"))
"""Formats of which each takes all that the one before it takes."""
_SAID: Final = frozenset({"password"})
"""Formats that no value breaks: they tell people and forms how to show it."""
_STATED: Final = ("pattern", "format", "contentEncoding", "contentMediaType", "multipleOf")
KEYWORDS: Final = frozenset({"type", "uniqueItems", *_UPPER, *_LOWER, *_STATED})
"""What `bounds` compares."""


def bounds(base: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Verdict, str]]:
    """Yield what became of each keyword that bounds a value, in words."""
    yield from _types(base, new)
    for name in sorted(_UPPER | _LOWER | {*_STATED, "uniqueItems"}):
        before, after = base.get(name), new.get(name)
        if before == after:
            continue
        verdict = _verdict(name, before, after)
        if verdict is not None:
            yield verdict, f"`{name}` {_shown(before)} -> {_shown(after)}"


def _verdict(name: str, before: Any, after: Any) -> Verdict | None:
    if _is_nothing(name, before) and _is_nothing(name, after):
        return None
    if _is_nothing(name, before):
        return "narrowed"
    if _is_nothing(name, after):
        return "widened"
    if name in _UPPER | _LOWER:
        return "narrowed" if (after < before) == (name in _UPPER) else "widened"
    return _multiples(before, after) if name == "multipleOf" else _formats(before, after)


def _is_nothing(name: str, value: Any) -> bool:
    """Return whether a keyword with this value refuses nothing."""
    return value is None or value is False or (name == "format" and value in _SAID)


def _formats(before: Any, after: Any) -> Verdict:
    for ladder in _FORMATS:
        if before in ladder and after in ladder:
            return "narrowed" if ladder.index(after) < ladder.index(before) else "widened"
    return "changed"


def _multiples(before: float, after: float) -> Verdict:
    if after % before == 0:
        return "narrowed"
    return "widened" if before % after == 0 else "changed"


def _types(base: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Verdict, str]]:
    before, after = _type_set(base), _type_set(new)
    lost = {each for each in before if not _covers(after, each)}
    won = {each for each in after if not _covers(before, each)}
    said = f"`type` {_named(before)} -> {_named(after)}"
    if lost and won:
        yield "changed", said
    elif lost:
        yield "narrowed", said
    elif won:
        yield "widened", said


def _type_set(schema: Mapping[str, Any]) -> tuple[str, ...]:
    declared = types(schema)
    return _ALL_TYPES if declared is None else declared


def _covers(wider: tuple[str, ...], name: str) -> bool:
    return name in wider or (name == "integer" and "number" in wider)


def _named(names: tuple[str, ...]) -> str:
    return "anything" if names == _ALL_TYPES else " or ".join(names) or "nothing"


def _shown(value: Any) -> str:
    return "absent" if value is None else shown(value)


def shown(value: Any) -> str:
    """Return a value as JSON, not too long to be read."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."
