"""Schemas of the document as JSON Schema 2020-12, per direction, with errors for people."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from exactapi.document.contract import Contract, DocumentError
from exactapi.problems import ProblemError
from exactapi.schemas.directions import Direction
from exactapi.schemas.validators import DirectedSchemas, SchemaError, Validator

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


def contract(**schemas: Any) -> Contract:
    document = {"openapi": "3.1.0", "components": {"schemas": schemas}}
    return Contract(document, json.dumps(document).encode())


def validator(schema: Any, direction: Direction = "request", **others: Any) -> Validator:
    return contract(Subject=schema, **others).validator("/components/schemas/Subject", direction)


def found(schema: Any, instance: Any, **others: Any) -> list[tuple[str, str]]:
    errors = validator(schema, **others).errors(instance)
    return [(error.pointer, error.code) for error in errors]


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
    ("name", "valid", "invalid"),
    [
        ("date", "2026-11-22", "2026-02-30"),
        ("date-time", "2026-11-22T09:30:00Z", "2026-11-22 09:30"),
        ("time", "09:30:00Z", "25:00:00Z"),
        ("duration", "P1DT2H", "1 day"),
        ("email", "ada@example.com", "ada@"),
        ("idn-email", "adä@example.com", "@"),
        ("hostname", "example.com", "-a"),
        ("idn-hostname", "bücher.example", "〮a"),
        ("ipv4", "127.0.0.1", "127.0.0.256"),
        ("ipv6", "::1", "::g"),
        ("uri", "https://example.com/a?b", "/a"),
        ("uri-reference", "/a", "\\a"),
        ("iri", "https://bücher.example/", "/a"),
        ("iri-reference", "/bücher", "\\a"),
        ("uri-template", "/users/{id}", "/users/{id"),
        ("uuid", "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a", "01931b6e7a307c64b3bc5d5f6f2f9d0a"),
        ("json-pointer", "/a~1b", "a"),
        ("relative-json-pointer", "1/a", "/a"),
        ("regex", "^a+$", "("),
    ],
)
def test_every_standard_format_is_asserted(name: str, valid: str, invalid: str) -> None:
    subject = validator({"type": "string", "format": name})
    assert subject.is_valid(valid)
    assert [error.code for error in subject.errors(invalid)] == ["format"]


@pytest.mark.parametrize("name", ["password", "binary", "our-own"])
def test_formats_that_say_nothing_of_a_text_assert_nothing(name: str) -> None:
    assert validator({"type": "string", "format": name}).is_valid("anything")


@pytest.mark.parametrize("others", [{}, {"allOf": [{"minLength": 1}]}, {"allOf": []}])
def test_a_format_beside_a_pattern_is_explained_as_the_format(others: dict[str, Any]) -> None:
    """The rule that spells the format out is nowhere in the document."""
    schema = {"format": "byte", "pattern": "^.", **others}
    assert found(schema, "*") == [("#", "format")]
    assert found({"patternProperties": {"^a": schema, "^[a]": True}}, {"a": "*"}) == [
        ("#/a", "format")
    ]


@pytest.mark.parametrize("name", ["byte", "base64url", "decimal"])
def test_a_format_of_openapi_is_named_in_errors_and_counts_beside_a_pattern(name: str) -> None:
    assert found({"format": name}, "!") == [("#", "format")]
    beside = validator({"format": name, "pattern": "^1"})
    assert [beside.is_valid(text) for text in ("1234", "1!!!", "2234")] == [True, False, False]


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


PET = {
    "discriminator": {"propertyName": "kind", "mapping": {"d": "#/components/schemas/Dog"}},
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
}
KINDS = {
    "Cat": {"required": ["kind", "lives"], "properties": {"lives": {"type": "integer"}}},
    "Dog": {"required": ["kind", "bark"], "properties": {"bark": {"type": "string"}}},
}


def test_a_discriminator_shortens_the_errors() -> None:
    assert found(PET, {"kind": "d"}, **KINDS) == [("#/bark", "required")]
    assert found(PET, {"kind": "Cat", "lives": "x"}, **KINDS) == [("#/lives", "type")]
    assert found(PET, {"kind": "cow"}, **KINDS) == [("#", "oneOf")]


def test_what_several_alternatives_take_is_told_at_the_discriminator() -> None:
    both = {"kind": "cow", "lives": 1, "bark": "x"}
    assert found(PET, both, **KINDS) == [("#/kind", "oneOf")]
    third = {"required": ["feathers"], "properties": {"kind": {"type": "string"}}}
    wider = PET | {"oneOf": [*PET["oneOf"], third]}
    assert found(wider, both, **KINDS) == [("#/kind", "oneOf")]
    assert found({"oneOf": [{}, {}, {"type": "null"}]}, both) == [("#", "oneOf")]


def test_a_discriminator_never_tightens() -> None:
    assert found(PET, {"kind": "cow", "lives": 1}, **KINDS) == []
    assert found(PET, {"kind": "d", "lives": 1}, **KINDS) == []


def test_the_alternative_of_the_right_kind_is_explained() -> None:
    schema = {"anyOf": [{"type": "null"}, {"type": "object", "required": ["a"]}]}
    assert found(schema, {}) == [("#/a", "required")]
    assert found(schema, 1) == [("#", "anyOf")]
    tagged = {
        "oneOf": [
            {"properties": {"t": {"const": "x"}}, "required": ["t", "a"]},
            {"properties": {"t": {"const": "y"}}, "required": ["t", "b"]},
        ]
    }
    assert found(tagged, {"t": "y"}) == [("#/b", "required")]


EVERYTHING = {
    "additionalProperties": False,
    "required": ["r"],
    "properties": {
        "a": {"enum": [1, "x", None]},
        "b": {"const": {"k": 1}},
        "c": {"type": ["string", "null"]},
        "d": {"minimum": 5, "multipleOf": 2},
        "e": {"maxLength": 2, "pattern": "^b"},
        "f": {"uniqueItems": True, "maxItems": 1, "contains": {"const": 3}},
        "g": {"minProperties": 2, "propertyNames": {"maxLength": 1}},
        "h": {"not": {"type": "string"}},
        "i": False,
        "j": {"exclusiveMaximum": 5},
        "r": {},
    },
}
ALL_WRONG = {
    "a": "SECRET",
    "b": "SECRET",
    "c": 987654,
    "d": 3,
    "e": "SECRET",
    "f": [987654, 987654],
    "g": {"key": 1},
    "h": "SECRET",
    "i": "SECRET",
    "j": 987654,
    "zz": "SECRET",
}


def test_each_error_says_where_which_rule_and_what_to_do_but_never_the_value() -> None:
    errors = validator(EVERYTHING).errors(ALL_WRONG)
    assert len({(error.pointer, error.code) for error in errors}) == len(errors) == 17
    assert ProblemError("#/a", "enum", 'must be one of 1, "x", null') in errors
    assert ProblemError("#/c", "type", "must be of type null or string") in errors
    assert ProblemError("#/r", "required", "is required") in errors
    assert ProblemError("#/e", "maxLength", "must have at most 2 characters") in errors
    text = json.dumps([[error.pointer, error.code, error.detail] for error in errors])
    assert "SECRET" not in text
    assert "987654" not in text


@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
def test_a_member_that_the_contract_does_not_know_is_named_if_it_looks_misspelt(
    keyword: str,
) -> None:
    subject = validator({"properties": {"email": {}}, keyword: False})
    detail = "is not a member that the contract knows"
    assert subject.errors({"e-mail": 1}) == [ProblemError("#/e-mail", keyword, detail)]
    detail = "has a member that the contract does not know"
    for secret in ("s3cret of mine!", "e" * 31, "a\r\nb"):
        assert subject.errors({secret: 1}) == [ProblemError("#", keyword, detail)]


def test_an_item_that_the_contract_does_not_know_is_not_repeated() -> None:
    subject = validator({"prefixItems": [{}], "unevaluatedItems": False})
    detail = "has an item that the contract does not know"
    assert subject.errors([1, "SECRET"]) == [ProblemError("#", "unevaluatedItems", detail)]


def test_errors_are_in_the_same_order_every_time() -> None:
    subject, backwards = validator(EVERYTHING), dict(reversed(ALL_WRONG.items()))
    assert subject.errors(ALL_WRONG) == subject.errors(backwards)


def test_at_most_twenty_errors_are_given() -> None:
    assert len(validator({"items": {"type": "string"}}).errors([1] * 500)) == 20


def test_a_huge_instance_is_refused_with_one_error() -> None:
    schema = {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]}
    assert found(schema, [1] * 200_000) == [("#", "schema")]


def test_a_deep_value_of_a_recursive_union_is_refused_with_one_error_and_at_once() -> None:
    branches = [
        {"required": ["kind"], "properties": {"kind": {"const": kind}, "children": {"items": ref}}}
        for ref in [{"$ref": "#/components/schemas/Subject"}]
        for kind in ("group", "panel", "row")
    ]
    tree: Any = {"kind": "unknown"}
    for _ in range(30):
        tree = {"kind": "group", "children": [tree]}
    assert found({"oneOf": branches}, tree) == [("#", "schema")]


def tree(node: Any, leaf: Any, depth: int) -> Any:
    value = leaf
    for _ in range(depth):
        value = {**node, "n": value}
    return value


SELF = {"$ref": "#/components/schemas/Subject"}
RECURSIVE_UNIONS: dict[str, Any] = {
    "tagged": [
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["op", "n"],
            "properties": {"op": {"const": op}, "n": SELF},
        }
        for op in ("and", "or", "not", "eq", "lt", "gt")
    ],
    "untagged": [
        {"type": "object", "properties": {"n": SELF, "k": {"const": each}}} for each in range(6)
    ],
    "through a list": [
        {"type": "object", "properties": {"n": {"items": SELF}, "k": {"const": each}}}
        for each in range(6)
    ],
    "of two": [{"type": "object", "properties": {"n": SELF}, "unevaluatedProperties": False}] * 2,
    "behind another": [{"allOf": [{"anyOf": [{"type": "object", "properties": {"n": SELF}}] * 3}]}]
    * 3,
}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("name", RECURSIVE_UNIONS)
def test_the_work_of_explaining_a_recursive_union_is_bounded(name: str, keyword: str) -> None:
    """Without the bound the deeper ones take minutes and gigabytes: the test would not end."""
    schema = {keyword: [*RECURSIVE_UNIONS[name], {"type": "integer"}]}
    subject = validator(schema)
    node = {"op": "and"} if name == "tagged" else {}
    for depth in range(1, 13):
        value = tree(node, 1.5, depth)
        if name == "through a list":
            value = json.loads(json.dumps(value).replace('"n": ', '"n": [').replace("}", "]}"))
        errors = subject.errors(value)
        assert 1 <= len(errors) <= 20
    assert [error.code for error in errors] == ["schema"]


def test_a_shallow_value_of_a_recursive_union_is_explained() -> None:
    schema = {"oneOf": [*RECURSIVE_UNIONS["tagged"], {"type": "integer"}]}
    value = {"op": "and", "n": {"op": "nand", "n": 1}}
    assert found(schema, value) == [("#/n", "oneOf")]
    assert found(schema, {"op": "and", "n": 1, "more": 2}) == [("#/more", "additionalProperties")]


def test_a_deep_value_without_alternatives_is_explained() -> None:
    schema = {"type": "object", "properties": {"n": SELF, "k": {"type": "string"}}}
    deep = tree({}, {"k": 1}, 11)
    assert found(schema, deep) == [("#" + "/n" * 11 + "/k", "type")]


def test_a_string_that_exceeds_the_work_of_a_pattern_is_refused() -> None:
    schema = {"type": "string", "pattern": r"\bfoo\b.*\bbar\b"}
    assert found(schema, "foo " * 4_000) == [("#", "pattern")]


def test_a_pointer_is_never_longer_than_an_answer_may_be() -> None:
    deep: Any = 1
    for _ in range(12):
        deep = {"a" * 60: deep}
    schema = {"additionalProperties": {"$ref": "#/components/schemas/Subject"}, "type": "object"}
    [error] = validator(schema).errors(deep)
    assert error.pointer.startswith("#/aaaa")
    assert len(error.pointer) <= 301
