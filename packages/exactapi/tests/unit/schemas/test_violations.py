"""What is wrong with a value is explained: where, which rule, what to do, and never the value."""

import json
from typing import Any

import pytest

from exactapi.problems import ProblemError
from unit.schemas.subject import found, validator

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
    assert found(schema, "foo " * 4_000) == [("#", "schema")]


@pytest.mark.parametrize(
    ("pattern", "code"), [(r"(?=.*\d).{8,}", "schema"), (r"^(?=.*\d).{8,}", "maxLength")]
)
def test_a_long_text_is_not_searched_by_a_slow_pattern_to_explain_it(
    pattern: str, code: str
) -> None:
    """Its length is refused at once; the pattern would take a minute for a body of 100 kB."""
    schema = {"properties": {"p": {"type": "string", "maxLength": 1000, "pattern": pattern}}}
    assert found(schema, {"p": "a" * 1001})[0] in {("#", code), ("#/p", code)}
    assert found(schema, {"p": "a" * 1000}) == [("#/p", "pattern")]
    note = {"properties": {"n": {"type": "integer"}}}
    errors = found(note, {"n": "x", "note": "a" * 1500}, Other=schema)
    assert errors == [("#/n", "type")], "of a schema that has no such pattern"
    by_name = {"patternProperties": {pattern: True}, "propertyNames": {"maxLength": 1000}}
    assert (found(by_name, {"a" * 1001: 1}) == [("#", "schema")]) == (code == "schema")


def test_a_pointer_is_never_longer_than_an_answer_may_be() -> None:
    deep: Any = 1
    for _ in range(12):
        deep = {"a" * 60: deep}
    schema = {"additionalProperties": {"$ref": "#/components/schemas/Subject"}, "type": "object"}
    [error] = validator(schema).errors(deep)
    assert error.pointer.startswith("#/aaaa")
    assert len(error.pointer) <= 301
