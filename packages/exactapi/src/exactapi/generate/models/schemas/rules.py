"""Says what a schema asks of a plain value: `e-mail address, at most 254 characters`.

Only what holds for each value of the member is said, so that the words are never wrong; the
schema may ask for more.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from exactapi.generate.models.schemas import schemas
from exactapi.generate.models.schemas.schemas import Schema

Resolve: TypeAlias = Callable[[str], Schema]
_Parts: TypeAlias = Sequence[Mapping[str, Any]]

_FORMATS: Final = {
    "base64url": "base64url",
    "byte": "base64",
    "duration": "duration",
    "email": "e-mail address",
    "hostname": "host name",
    "idn-email": "e-mail address",
    "idn-hostname": "host name",
    "ipv4": "IPv4 address",
    "ipv6": "IPv6 address",
    "iri": "IRI",
    "iri-reference": "IRI reference",
    "json-pointer": "JSON pointer",
    "regex": "regular expression",
    "relative-json-pointer": "relative JSON pointer",
    "time": "time",
    "uri": "URI",
    "uri-reference": "URI reference",
    "uri-template": "URI template",
}
_SHOWN_PATTERN: Final = re.compile(r"[!-_a-~]([ -_a-~]{0,48}[!-_a-~])?")
"""Short, and without the back-tick that ends it."""
_WITHOUT_NUL: Final = frozenset({r"^[^\x00]*$", r"^[^\x00]+$", r"^[^\u0000]*$", r"^[^\u0000]+$"})
"""The character that PostgreSQL cannot store; many texts exclude it."""
_MOST_PARTS: Final = 50
_DEEPEST: Final = 2
"""Lists of lists of rules are no help to anyone."""


def rule(schema: Schema, resolve: Resolve, depth: int = 0) -> str:
    """Return the rules of one value; empty without any, and where the type says them all."""
    parts = _parts(schema, resolve)
    types = [set(schemas.types(part) or ()) for part in parts if "type" in part]
    common = set.intersection(*types) - {"null"} if types else set()
    if len(common) != 1 or any({"enum", "const"} & part.keys() for part in parts):
        return ""
    match common.pop():
        case "string":
            said = _string(parts)
        case "integer" | "number":
            said = _number(parts)
        case "array":
            said = _array(parts, resolve, depth)
        case "object":
            said = [_counted(parts, "Properties", "member")]
        case _:
            said = []
    return ", ".join(filter(None, said))


def _parts(schema: Schema, resolve: Resolve) -> _Parts:
    """Return all that must hold of a value, unless it is null."""
    found: list[Mapping[str, Any]] = []
    pending = [schema]
    while pending:
        for part in schemas.parts(pending.pop(), resolve):
            found.append(part)
            for keyword in ("anyOf", "oneOf"):
                branches = part.get(keyword)
                rest = [each for each in branches or () if not _is_null(each)]
                if len(rest) == 1 and len(found) < _MOST_PARTS:
                    pending.append(rest[0])
    return found


def _is_null(schema: Schema) -> bool:
    return isinstance(schema, Mapping) and schemas.types(schema) == ("null",)


def _string(parts: _Parts) -> list[str]:
    formats = [_FORMATS.get(str(name), "") for name in _said(parts, "format")]
    patterns = [_pattern(each) for each in _said(parts, "pattern") if isinstance(each, str)]
    return [*dict.fromkeys(formats), _counted(parts, "Length", "character"), *patterns]


def _pattern(pattern: str) -> str:
    if pattern in _WITHOUT_NUL:
        return "without NUL"
    return f"matching `{pattern}`" if _SHOWN_PATTERN.fullmatch(pattern) else ""


def _number(parts: _Parts) -> list[str]:
    lowest, above = _numbers(parts, "minimum"), _numbers(parts, "exclusiveMinimum")
    highest, below = _numbers(parts, "maximum"), _numbers(parts, "exclusiveMaximum")
    multiples = [f"a multiple of {each}" for each in dict.fromkeys(_numbers(parts, "multipleOf"))]
    if lowest and highest and not above and not below:
        return [f"{max(lowest)} to {min(highest)}", *multiples]
    return [
        f"at least {max(lowest)}" if lowest else "",
        f"more than {max(above)}" if above else "",
        f"at most {min(highest)}" if highest else "",
        f"less than {min(below)}" if below else "",
        *multiples,
    ]


def _array(parts: _Parts, resolve: Resolve, depth: int) -> list[str]:
    unique = any(part.get("uniqueItems") is True for part in parts)
    items = _said(parts, "items")
    each = ""
    if len(items) == 1 and not _said(parts, "prefixItems") and depth < _DEEPEST:
        each = rule(items[0], resolve, depth + 1)
    said = [_counted(parts, "Items", "item"), "no two alike" if unique else ""]
    return [*said, f"each: {each}" if each else ""]


def _counted(parts: _Parts, of: str, word: str) -> str:
    """`8 to 128 characters` of minLength and maxLength."""
    least = max(_numbers(parts, f"min{of}"), default=0)
    most = min(_numbers(parts, f"max{of}"), default=None)
    if most is None:
        return f"at least {_plural(least, word)}" if least else ""
    if least == most:
        return f"exactly {_plural(most, word)}"
    return f"{least} to {_plural(most, word)}" if least else f"at most {_plural(most, word)}"


def _plural(count: float, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _said(parts: Iterable[Mapping[str, Any]], keyword: str) -> list[Any]:
    """Return the values that the parts give a keyword, each once."""
    found: list[Any] = []
    for part in parts:
        if keyword in part and part[keyword] not in found:
            found.append(part[keyword])
    return found


def _numbers(parts: _Parts, keyword: str) -> list[int | float]:
    return [
        value
        for value in _said(parts, keyword)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
