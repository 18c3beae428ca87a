"""The words beside a member: short, and true of each value that its schema takes."""

import itertools
import re
from typing import Any

import jsonschema_rs
import pytest

from exactapi.generate.models.schemas.rules import rule
from exactapi.schemas.pointers import value_at

COMPONENTS = {
    "Email": {"type": "string", "format": "email", "maxLength": 254},
    "Person": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}},
    "Tree": {"type": "array", "maxItems": 5, "items": {"$ref": "#/Tree"}},
    "Loop": {"anyOf": [{"$ref": "#/Loop"}, {"type": "null"}]},
}
EMAIL = {"$ref": "#/Email"}


def said(schema: Any) -> str:
    return rule(schema, lambda reference: value_at(COMPONENTS, reference[1:]))


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (EMAIL, "e-mail address, at most 254 characters"),
        ({"allOf": [EMAIL], "minLength": 3}, "e-mail address, 3 to 254 characters"),
        ({"allOf": [EMAIL, {"maxLength": 20}]}, "e-mail address, at most 20 characters"),
        ({"anyOf": [EMAIL, {"type": "null"}]}, "e-mail address, at most 254 characters"),
        ({"type": ["string", "null"], "minLength": 1}, "at least 1 character"),
        ({"type": "string", "minLength": 8, "maxLength": 8}, "exactly 8 characters"),
        ({"type": "string", "minLength": 0}, ""),
        ({"type": "string", "format": "uri"}, "URI"),
        ({"type": "string", "format": "password"}, ""),
        ({"type": "string", "format": "uuid"}, ""),
        ({"type": "string", "pattern": "^[a-z]+$"}, "matching `^[a-z]+$`"),
        ({"type": "string", "pattern": r"^[^\x00]*$"}, "without NUL"),
        ({"type": "string", "pattern": "`"}, ""),
        ({"type": "string", "pattern": "a\nb"}, ""),
        ({"type": "string", "pattern": "a" * 51}, ""),
        ({"type": "integer", "minimum": 1, "maximum": 10}, "1 to 10"),
        ({"type": "number", "exclusiveMinimum": 0}, "more than 0"),
        ({"type": "number", "minimum": 0, "exclusiveMaximum": 1.5}, "at least 0, less than 1.5"),
        ({"type": "integer", "multipleOf": 5}, "a multiple of 5"),
        ({"type": "integer", "minimum": True}, ""),
        ({"type": "array", "maxItems": 1}, "at most 1 item"),
        ({"type": "array", "uniqueItems": True}, "no two alike"),
        (
            {"type": "array", "minItems": 1, "items": EMAIL},
            "at least 1 item, each: e-mail address, at most 254 characters",
        ),
        ({"type": "array", "prefixItems": [{}], "items": EMAIL}, ""),
        ({"type": "object", "maxProperties": 3}, "at most 3 members"),
        ({"$ref": "#/Person"}, ""),
        ({"$ref": "#/Tree"}, ", each: ".join(["at most 5 items"] * 3)),
        ({"$ref": "#/Loop"}, ""),
        ({"enum": ["a", "b"], "type": "string", "maxLength": 5}, ""),
        ({"type": ["string", "integer"], "maxLength": 5, "maximum": 3}, ""),
        ({"oneOf": [EMAIL, {"type": "string", "minLength": 300}]}, ""),
        ({"maxLength": 5}, ""),
        (True, ""),
        ({"type": "string", "not": {"maxLength": 5}, "if": {"maxLength": 3}}, ""),
    ],
)
def test_rules_are_told_in_words(schema: Any, words: str) -> None:
    assert said(schema) == words


KINDS = {
    "string": ("minLength", "maxLength", [None, *("x" * length for length in range(8))]),
    "array": ("minItems", "maxItems", [None, *([0] * length for length in range(8))]),
    "object": (
        "minProperties",
        "maxProperties",
        [None, *({str(each): 0 for each in range(length)} for length in range(8))],
    ),
    "integer": ("minimum", "maximum", [None, *range(8)]),
    "number": ("exclusiveMinimum", "exclusiveMaximum", [None, *range(8)]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_hold_for_every_valid_value(kind: str) -> None:
    lowest, highest, values = KINDS[kind]
    bounds = [{}, *({name: n} for name in (lowest, highest) for n in (0, 2, 5))]
    for one, other, third in itertools.product(bounds, repeat=3):
        schema = {
            "type": kind,
            **one,
            "allOf": [other],
            "anyOf": [{"type": kind, **third}, {"type": "null"}],
        }
        words = said(schema)
        validator = jsonschema_rs.validator_for(schema)
        for value in filter(validator.is_valid, values):
            size = value if isinstance(value, int) else len(value)
            assert claims(words, size), (schema, words, value)


def claims(words: str, size: int) -> bool:
    """Whether the words admit a value of the size."""
    if both := re.match(r"(\d+) to (\d+)", words):
        return int(both[1]) <= size <= int(both[2])
    tests = {
        "exactly": size.__eq__,
        "at least": size.__ge__,
        "at most": size.__le__,
        "more than": size.__gt__,
        "less than": size.__lt__,
    }
    found = re.findall(r"(exactly|at least|at most|more than|less than) (\d+)", words)
    return all(tests[word](int(number)) for word, number in found)
