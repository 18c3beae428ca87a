"""Schemas of the document as JSON Schema 2020-12, per direction."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from exactapi.document.contract import Contract, DocumentError
from exactapi.problems import ProblemError
from exactapi.schemas.validators import DirectedSchemas, SchemaError
from unit.schemas.subject import found, validator

SUITE = Path(os.environ.get("JSON_SCHEMA_TEST_SUITE", "../shared/json-schema-test-suite"))
LEFT_OUT = {
    "is only an annotation by default": "formats are asserted, as users of OpenAPI expect",
    "no validation vocabulary": "jsonschema-rs asserts all keywords whatever $vocabulary says",
}
"""Why a test of the official suite does not apply, by a text in its description."""
NEEDS_ANOTHER_HOST = {
    *(f"draft2020-12-refRemote-{index}" for index in range(15)),
    *(f"draft2020-12-dynamicRef-{index}" for index in range(13, 18)),
    "optional-cross-draft-0",
}
"""Groups of the official suite with a `$ref` to another host; the service fetches nothing."""


def official_groups() -> list[Any]:
    return [
        pytest.param(name := f"{path.parent.name}-{path.stem}-{index}", group, id=name)
        for path in sorted(SUITE.glob("draft2020-12/**/*.json"))
        for index, group in enumerate(json.loads(path.read_text()))
    ]


@pytest.mark.skipif(not SUITE.is_dir(), reason="JSON_SCHEMA_TEST_SUITE names no folder")
@pytest.mark.parametrize(("name", "group"), official_groups())
def test_the_official_suite_holds(name: str, group: dict[str, Any]) -> None:
    schema = group["schema"]
    if isinstance(schema, dict):  # a resource of its own: there `#` does not mean the document
        schema = {"$id": "http://contract.invalid/suite", **schema}
    if name in NEEDS_ANOTHER_HOST:
        with pytest.raises(SchemaError, match="localhost:1234"):
            validator(schema)
        return
    subject = validator(schema)
    for test in group["tests"]:
        text = f"{group['description']}: {test['description']}"
        if not any(reason in text for reason in LEFT_OUT):
            assert subject.is_valid(test["data"]) is test["valid"], text
            assert bool(subject.errors(test["data"])) is not test["valid"], text


USER = {
    "type": "object",
    "required": ["id", "name", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "password": {"type": "string", "writeOnly": True},
    },
}
SENT = {"name": "Ada", "password": "secret"}
SHOWN = {"id": 1, "name": "Ada"}


def test_read_only_members_are_refused_in_requests_and_not_required() -> None:
    assert validator(USER, "request").is_valid(SENT)
    errors = validator(USER, "request").errors(SENT | {"id": 1})
    assert [(error.pointer, error.code) for error in errors] == [("#/id", "readOnly")]


def test_write_only_members_are_refused_in_responses_and_not_required() -> None:
    assert validator(USER, "response").is_valid(SHOWN)
    errors = validator(USER, "response").errors(SHOWN | {"password": "x"})
    assert [(error.pointer, error.code) for error in errors] == [("#/password", "writeOnly")]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/components/schemas/User"},
        {"allOf": [{"$ref": "#/components/schemas/User"}], "description": "The same."},
        {"allOf": [{"$ref": "#/components/schemas/User"}, {"required": ["id"]}]},
        {"allOf": [{"$ref": "#/components/schemas/User"}, {"$ref": "#/components/schemas/Key"}]},
        {"$ref": "#/components/schemas/User", "required": ["id"]},
        {"anyOf": [{"$ref": "#/components/schemas/User"}, {"type": "null"}]},
        {
            "required": ["id", "name"],
            "properties": {"id": {"$ref": "#/components/schemas/Id"}, "name": {}, "password": {}},
        },
        {
            "required": ["id"],
            "properties": {"id": {"allOf": [{"$ref": "#/components/schemas/Id"}]}},
        },
        {"if": True, "then": {"$ref": "#/components/schemas/User"}, "required": ["id"]},
    ],
)
def test_read_only_is_seen_through_every_way_to_compose_schemas(schema: Any) -> None:
    others = {
        "User": USER,
        "Key": {"type": "object", "required": ["id"]},
        "Id": {"type": "integer", "readOnly": True},
    }
    subject = validator(schema, **others)
    assert subject.is_valid(SENT)
    assert not subject.is_valid(SENT | {"id": 1})
    assert validator({"$ref": "#/components/schemas/Key"}, **others).is_valid({"id": 1})
    assert not validator({"$ref": "#/components/schemas/Key"}, **others).is_valid({})


def test_read_only_members_of_a_recursive_schema_are_refused_at_every_depth() -> None:
    node = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "next": {"$ref": "#/components/schemas/Subject"},
            "all": {"type": "array", "items": {"$ref": "#/components/schemas/Subject"}},
        },
    }
    assert found(node, {"next": {"all": [{}]}}) == []
    assert found(node, {"next": {"all": [{"id": 1}]}}) == [("#/next/all/0/id", "readOnly")]


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"type": "integer", "format": "int32"}, [2**31 - 1, -(2**31)], [2**31, -(2**31) - 1]),
        ({"type": "integer", "format": "int64"}, [2**63 - 1, -(2**63)], [2**63, -(2**63) - 1]),
        ({"format": "int32", "maximum": 5}, [5, "text"], [6, -(2**31) - 1]),
        ({"format": "int64", "minimum": -(2**70)}, [-(2**63)], [-(2**63) - 1]),
        ({"type": "integer"}, [10**40, 1.0, 1e300], [1.5, "1", True]),
        ({"type": "number", "format": "float"}, [3.4e38, 1], ["1", 3.5e38]),
        ({"type": "number", "format": "double"}, [1e308, 1], ["1"]),
        ({"multipleOf": 0.01}, [0.07, 4.02, 19.99, 1], [0.075]),
    ],
)
def test_numbers_are_exact(schema: Any, valid: list[Any], invalid: list[Any]) -> None:
    subject = validator(schema)
    assert [subject.is_valid(value) for value in valid] == [True] * len(valid)
    assert [subject.is_valid(value) for value in invalid] == [False] * len(invalid)


@pytest.mark.parametrize(
    ("pattern", "valid", "invalid"),
    [
        (r"^\d+$", "12", "١٢"),
        (r"^\w+$", "a_1", "é"),
        (r"b", "abc", "ac"),
        (r"^(?=.*\d)(?!.*x).+$", "a1", "x1"),
        (r"^(a|b)\1$", "aa", "ab"),
        (r"^\u{1F600}$|^\u0041$", "A", "B"),
        (r"^\cA$", "\x01", "cA"),
        (r"^[^\x00]+$", "a", "a\0"),
        (r"^\p{Lu}+$", "ÄB", "äb"),
    ],
)
def test_patterns_are_those_of_ecma_262(pattern: str, valid: str, invalid: str) -> None:
    subject = validator({"pattern": pattern})
    assert subject.is_valid(valid)
    assert [error.code for error in subject.errors(invalid)] == ["pattern"]


def test_a_pattern_that_only_browsers_run_is_enforced_and_named_as_it_is_written() -> None:
    schema = {"patternProperties": {r"^[\w-.]+$": {"pattern": r"^(?=.)\d$"}}}
    assert validator(schema).errors({"a-b.c": "٣"}) == [
        ProblemError("#/a-b.c", "pattern", r"must match the pattern ^(?=.)\d$")
    ]
    assert validator(schema).is_valid({"a/b": "٣", "a-b.c": "3"})


def test_a_reference_leads_below_a_pattern_that_only_browsers_run() -> None:
    document = {
        "components": {
            "schemas": {
                "A": {"patternProperties": {r"^[\w-.]+$": {"type": "integer"}}},
                "B": {"$ref": r"#/components/schemas/A/patternProperties/%5E%5B%5Cw-.%5D+$"},
            }
        }
    }
    subject = DirectedSchemas(document, "request").compile("/components/schemas/B")
    assert [error.code for error in subject.errors("x")] == ["type"]
    assert subject.is_valid(1)


def test_a_pattern_that_backtracks_for_ever_is_given_up() -> None:
    assert not validator({"pattern": "^(?=a)(a+)+$"}).is_valid("a" * 40 + "!")


def test_identifiers_and_anchors_are_found_inside_components() -> None:
    schemas = {
        "Anchored": {"$anchor": "here", "type": "string"},
        "Identified": {
            "$id": "https://schemas.example/tree",
            "$dynamicAnchor": "node",
            "type": "object",
            "properties": {
                "children": {"type": "array", "items": {"$dynamicRef": "#node"}},
                "local": {"$ref": "#/$defs/number"},
            },
            "$defs": {"number": {"type": "integer"}},
        },
        "Strict": {
            "$id": "https://schemas.example/strict",
            "$dynamicAnchor": "node",
            "$ref": "tree",
            "unevaluatedProperties": False,
        },
    }
    assert found({"$ref": "#here"}, 1, **schemas) == [("#", "type")]
    assert found({"$ref": "https://schemas.example/tree"}, {"local": "x"}, **schemas) == [
        ("#/local", "type")
    ]
    assert (
        found({"$ref": "#/components/schemas/Identified"}, {"children": [{"x": 1}]}, **schemas)
        == []
    )
    strict = found({"$ref": "#/components/schemas/Strict"}, {"children": [{"x": 1}]}, **schemas)
    assert strict == [("#/children/0/x", "unevaluatedProperties")]


def test_schemas_outside_components_are_compiled_by_their_pointer() -> None:
    document = {
        "paths": {
            "/a/{b c}": {
                "post": {
                    "requestBody": {
                        "content": {
                            "application/json; v=1": {
                                "schema": {"properties": {"a/b": {"type": "integer"}}}
                            }
                        }
                    }
                }
            }
        },
        "components": {
            "schemas": {
                "X": {
                    "$ref": "#/paths/~1a~1%7Bb%20c%7D/post/requestBody/content/"
                    "application~1json;%20v=1/schema/properties/a~1b"
                },
                "Y": {"$ref": "#/x-shared/Z"},
            }
        },
        "x-shared": {"Z": {"type": "boolean"}},
    }
    subject = Contract(document, b"")
    for pointer, valid in (("X", 1), ("Y", True)):
        compiled = subject.validator(f"/components/schemas/{pointer}", "request")
        assert compiled.is_valid(valid)
        assert not compiled.is_valid("x")
    inner = "/paths/~1a~1{b c}/post/requestBody/content/application~1json; v=1/schema/properties"
    assert not subject.validator(f"{inner}/a~1b", "request").is_valid("x")


def test_a_schema_in_an_extension_is_compiled_when_it_is_asked_for() -> None:
    document = {
        "components": {"schemas": {"Number": {"type": "integer"}}},
        "x-messages": {"schema": {"items": {"$ref": "#/components/schemas/Number"}}},
    }
    subject = Contract(document, b"")
    assert not subject.validator("/components/schemas/Number", "request").is_valid("x")
    assert not subject.validator("/x-messages/schema", "request").is_valid(["x"])


def test_a_schema_of_another_draft_keeps_its_meaning() -> None:
    older = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "items": [{"type": "string"}],
        "additionalItems": False,
    }
    assert found(older, ["a"]) == []
    assert found(older, ["a", "b"]) != []


def test_the_openapi_dialect_is_2020_12() -> None:
    own = {"$schema": "https://spec.openapis.org/oas/3.1/dialect/base", "type": "string"}
    assert found(own, 1) == [("#", "type")]


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"$ref": "#/components/schemas/Nobody"}, "nothing there|no schema there"),
        ({"$ref": "https://elsewhere.example/x"}, "elsewhere.example"),
        ({"type": "strnig"}, "Unexpected type"),
        ({"pattern": "("}, "regex"),
    ],
)
def test_a_schema_that_cannot_be_compiled_is_named(schema: Any, reason: str) -> None:
    with pytest.raises((SchemaError, DocumentError), match=reason):
        validator(schema)
