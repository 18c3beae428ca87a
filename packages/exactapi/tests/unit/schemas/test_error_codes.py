"""The codes of errors are a closed list, each of which can be met."""

import json
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from exactapi.document.contract import Contract
from exactapi.error_codes import ERROR_CODES, ErrorCode
from exactapi.problems import PROBLEM_SCHEMA, ProblemError
from exactapi.schemas.violations import _SENTENCES

SAID: dict[str, tuple[dict[str, Any], Any]] = {
    "additionalProperties": ({"additionalProperties": False}, {"a": 1}),
    "anyOf": ({"anyOf": [{"const": 1}, {"const": 2}]}, 3),
    "const": ({"const": 1}, 2),
    "contains": ({"contains": {"const": 1}}, []),
    "enum": ({"enum": [1]}, 2),
    "exclusiveMaximum": ({"exclusiveMaximum": 1}, 1),
    "exclusiveMinimum": ({"exclusiveMinimum": 1}, 1),
    "falseSchema": ({"prefixItems": [False]}, [1]),
    "format": ({"format": "date"}, "x"),
    "maxItems": ({"maxItems": 0}, [1]),
    "maxLength": ({"maxLength": 0}, "a"),
    "maxProperties": ({"maxProperties": 0}, {"a": 1}),
    "maximum": ({"maximum": 0}, 1),
    "minItems": ({"minItems": 1}, []),
    "minLength": ({"minLength": 1}, ""),
    "minProperties": ({"minProperties": 1}, {}),
    "minimum": ({"minimum": 1}, 0),
    "multipleOf": ({"multipleOf": 2}, 1),
    "not": ({"not": {"const": 1}}, 1),
    "oneOf": ({"oneOf": [{}, {}]}, 1),
    "pattern": ({"pattern": "^a$"}, "b"),
    "propertyNames": ({"propertyNames": {"maxLength": 0}}, {"a": 1}),
    "readOnly": ({"properties": {"a": {"readOnly": True}}}, {"a": 1}),
    "required": ({"required": ["a"]}, {}),
    "schema": ({"type": "string"}, [0] * 2_000),
    "type": ({"type": "string"}, 1),
    "unevaluatedItems": ({"unevaluatedItems": False}, [1]),
    "unevaluatedProperties": ({"unevaluatedProperties": False}, {"a": 1}),
    "uniqueItems": ({"uniqueItems": True}, [1, 1]),
}
"""A schema and a value for each code that the validator gives for a request."""

SOURCES = Path(__file__).parents[3] / "src" / "exactapi"


def test_the_type_and_the_list_are_the_same() -> None:
    assert get_args(ErrorCode) == tuple(ERROR_CODES)
    assert get_type_hints(ProblemError)["code"] == ErrorCode


def test_clients_are_told_the_list() -> None:
    code = PROBLEM_SCHEMA["properties"]["errors"]["items"]["properties"]["code"]
    assert code["enum"] == list(ERROR_CODES)


@pytest.mark.parametrize("code", SAID)
def test_a_broken_rule_has_its_code(code: str) -> None:
    schema, value = SAID[code]
    document = {"openapi": "3.1.0", "components": {"schemas": {"A": schema}}}
    validator = Contract(document, json.dumps(document).encode()).validator
    errors = validator("/components/schemas/A", "request").errors(value)
    assert [error.code for error in errors] == [code]


@pytest.mark.parametrize("code", sorted(ERROR_CODES.keys() - SAID.keys()))
def test_every_other_code_is_given_somewhere(code: str) -> None:
    paths = [*SOURCES.glob("*/*.py"), *SOURCES.glob("media/*/*.py")]
    texts = (path.read_text(encoding="utf-8") for path in paths)
    assert any(f'"{code}"' in text for text in texts)


def test_every_keyword_has_a_sentence() -> None:
    elsewhere = {"additionalProperties", "pattern", "readOnly", "unevaluatedProperties"}
    assert SAID.keys() - elsewhere == _SENTENCES.keys()


@pytest.mark.parametrize(
    ("schema", "value", "place", "code"),
    [
        ({"additionalProperties": False}, {"a": 1}, "#", "additionalProperties"),
        (
            {"properties": {"b": {}}, "additionalProperties": False},
            {"a": 1},
            "#/a",
            "additionalProperties",
        ),
        (
            {"properties": {"additionalProperties": False}},
            {"additionalProperties": {}},
            "#/additionalProperties",
            "falseSchema",
        ),
    ],
)
def test_a_closed_object_is_told_apart_from_a_forbidden_member(
    schema: dict[str, Any], value: Any, place: str, code: str
) -> None:
    contract = Contract({"components": {"schemas": {"A": schema}}}, b"")
    (error,) = contract.validator("/components/schemas/A", "request").errors(value)
    assert (error.pointer, error.code) == (place, code)
