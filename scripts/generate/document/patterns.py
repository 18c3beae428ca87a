r"""Regular expressions that browsers take and the validator does not, said in a way it does.

JSON Schema asks for ECMA-262. Authors write what JavaScript runs without the `u` flag (ECMA-262,
annex B): `[\w-.]`, `a{`, `\a`. The meaning is fixed there, so it can be said strictly.
"""

import re
from functools import cache

import jsonschema_rs

_PART = re.compile(
    r"""
    \\(?: c[A-Za-z] | x[0-9A-Fa-f]{2} | u[0-9A-Fa-f]{4} | k<[^>]*> | [pP]\{[^}]*\} | . )
  | \{ [0-9]+ (?: ,[0-9]* )? \}
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_CLASSES = frozenset(rf"\{letter}" for letter in "dDsSwW")
_IDENTITY = re.compile(r"\\[a-zA-Z]")
_MEANING = frozenset(rf"\{letter}" for letter in "bBdDfnrsStvwW")


@cache
def runnable(pattern: str) -> str | None:
    """Give a pattern that the validator runs and that means the same; None when there is none."""
    if _compiles(pattern):
        return pattern
    strict = _strict(pattern)
    return strict if _compiles(strict) else None


def _compiles(pattern: str) -> bool:
    try:
        jsonschema_rs.validator_for({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _strict(pattern: str) -> str:
    parts = _PART.findall(pattern)
    inside = False
    strict: list[str] = []
    for index, part in enumerate(parts):
        before, after = parts[index - 1 : index], parts[index + 1 : index + 2]
        if inside:
            inside = part != "]"
            strict.append(_in_class(part, before, after))
        else:
            inside = part == "["
            strict.append(_outside(part))
    return "".join(strict)


def _in_class(part: str, before: list[str], after: list[str]) -> str:
    beside_class = not _CLASSES.isdisjoint(before) or not _CLASSES.isdisjoint(after)
    if part == "-" and beside_class and before != ["["] and after != ["]"]:
        return r"\-"
    return r"\x08" if part == r"\b" else _escape(part)


def _outside(part: str) -> str:
    return r"\{" if part == "{" else _escape(part)


def _escape(part: str) -> str:
    if part == r"\0":
        return r"\x00"
    if _IDENTITY.fullmatch(part) and part not in _MEANING:
        return part[1]
    return part
