"""The house rules of `exactapi lint`, and why they hold: a closed list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """`why` is what happens where the rule is broken; `cure` is what to write instead."""

    why: str
    cure: str


RULES: Final[Mapping[str, Rule]] = {
    "any-value": Rule(
        "Nothing is checked: whatever a client sends reaches the handler, at any size and depth.",
        "Name the `type`, or refer to a schema.",
    ),
    "object-open": Rule(
        "A misspelt member is taken and does nothing; a member that is added later breaks those "
        "who sent that name already; an answer may hold what nobody meant to publish.",
        "Write `additionalProperties: false`, or `unevaluatedProperties: false` beside `allOf`.",
    ),
    "map-unbounded": Rule(
        "One request can hold as many names, of any length, as fit into a body.",
        "Write `maxProperties`, and `propertyNames` with a `maxLength`.",
    ),
    "string-unbounded": Rule(
        "The longest text is chosen by who sends it; columns, indexes and logs have bounds.",
        "Write `maxLength`, `enum`, a `format` such as `uuid`, or a `pattern` with an end.",
    ),
    "string-nul": Rule(
        "PostgreSQL stores no U+0000 in a text: a valid request ends in an error of the server.",
        'Write a `pattern` without it, such as "^[^\\\\x00]*$".',
    ),
    "array-unbounded": Rule(
        "One request or answer holds as many items as fit, and so costs as much.",
        "Write `maxItems`.",
    ),
    "number-unbounded": Rule(
        "Columns and other languages have the end that the document does not name: a larger "
        "number ends in an error of the server, or is another number.",
        "Write `minimum` and `maximum`, or a `format` such as `int32`.",
    ),
    "never-valid": Rule(
        "No value is valid: what needs the schema fails always, and what may be left out is never "
        "sent.",
        "Correct what contradicts.",
    ),
    "pattern-never": Rule(
        "No text matches: every request with a value here is refused.",
        "Correct the pattern, or the bounds beside it.",
    ),
    "discriminator-never": Rule(
        "Nothing valid is ever what the discriminator says: who goes by it picks wrongly.",
        "Give the property the value that leads to the alternative, or write it in `mapping`.",
    ),
    "scope-missing": Rule(
        "Whoever has any token may call the operation, also one that was issued for less.",
        "Name a scope, write `security: []` if it is for everybody, or waive this with a reason.",
    ),
    "security-missing": Rule(
        "Without a word it is for everybody, and nobody can tell whether that is meant.",
        "Write `security` for the operation or the document; `[]` is for everybody.",
    ),
    "operation-unnamed": Rule(
        "Handlers and methods of the SDKs are named by method and path: a new path renames them.",
        "Write an `operationId`.",
    ),
    "waiver-unused": Rule(
        "It would hide the next finding of its kind.",
        "Remove it from pyproject.toml.",
    ),
}
"""Each code, in the order of the page."""
