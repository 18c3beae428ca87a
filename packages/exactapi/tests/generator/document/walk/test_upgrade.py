from typing import Any

import pytest

from exactapi.generate.document.walk.dialects.dialects import (
    JSON_SCHEMA_2020_12,
    OPENAPI_3_0,
    dialect,
)
from exactapi.generate.document.walk.dialects.upgrade import null_is_lost, upgrade_schema


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True, "type": ["a", "null"]}, {"type": ["a", "null"]}),
        ({"nullable": True, "allOf": []}, {"allOf": []}),
        (
            {"type": "string", "nullable": True, "enum": ["a", None]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"example": {"nullable": True}}, {"examples": [{"nullable": True}]}),
        ({"example": None}, {"examples": [None]}),
        (
            {"type": "string", "format": "byte"},
            {"type": "string", "format": "byte", "contentEncoding": "base64"},
        ),
        (
            {"type": "string", "format": "binary"},
            {
                "type": "string",
                "format": "binary",
                "contentMediaType": "application/octet-stream",
            },
        ),
        ({"x-a": 1, "title": "T"}, {"x-a": 1, "title": "T"}),
    ],
)
def test_openapi_3_0_is_said_in_2020_12(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert upgrade_schema(before, OPENAPI_3_0) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"items": [{}, True]}, {"prefixItems": [{}, True]}),
        (
            {"items": [{}], "additionalItems": False},
            {"prefixItems": [{}], "items": False},
        ),
        ({"items": {}, "additionalItems": False}, {"items": {}}),
        (
            {"dependencies": {"a": ["b"], "c": {"type": "object"}}},
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"type": "object"}}},
        ),
        ({"exclusiveMinimum": True, "minimum": 0}, {"exclusiveMinimum": 0}),
        ({"required": ["a", "b", "a"]}, {"required": ["a", "b"]}),
        ({"nullable": True}, {"nullable": True}),
        ({"example": 1}, {"example": 1}),
    ],
)
def test_what_earlier_drafts_said_is_said_in_2020_12(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert upgrade_schema(before, JSON_SCHEMA_2020_12) == after


def test_a_nullable_without_effect_is_noticed() -> None:
    assert null_is_lost({"nullable": True, "type": "string"}, OPENAPI_3_0) is None
    assert null_is_lost({"nullable": True, "allOf": []}, OPENAPI_3_0) is not None
    assert null_is_lost({"nullable": True, "type": "a", "enum": ["a"]}, OPENAPI_3_0) is not None
    assert null_is_lost({"nullable": True, "type": "a"}, JSON_SCHEMA_2020_12) is not None


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("http://json-schema.org/draft-04/schema#", True),
        ("https://json-schema.org/draft/2019-09/schema", True),
        ("https://spec.openapis.org/oas/3.1/dialect/base", True),
        ("https://example.com/schema", False),
        (7, False),
    ],
)
def test_dialects_are_known_by_their_address(address: object, *, known: bool) -> None:
    assert (dialect(address) is not None) == known
