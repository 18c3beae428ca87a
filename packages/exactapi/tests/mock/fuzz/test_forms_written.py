"""The fuzz leaves out forms that on the wire are not what schemathesis takes them for."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from schemathesis.transport.serialization import Binary

sys.path.insert(0, str(Path(__file__).parent))  # as hooks.py, whose neighbours these are
from mock.fuzz.forms import says_what_it_means, styled_parts


def case(
    schema: dict[str, Any], body: dict[str, Any], *, positive: bool, **encoding: Any
) -> SimpleNamespace:
    declared = SimpleNamespace(
        definition={"encoding": encoding},
        validation_schema=schema,
        is_valid=Draft202012Validator(schema).is_valid,
    )
    mode = SimpleNamespace(is_positive=positive)
    return SimpleNamespace(
        query={},
        path_parameters={},
        headers={},
        cookies={},
        body=body,
        media_type="multipart/form-data",
        meta=SimpleNamespace(generation=SimpleNamespace(mode=mode)),
        operation=SimpleNamespace(get_body_for_media_type=lambda _: declared),
    )


FILE = {"type": "string", "format": "binary"}
TEXTS = {"type": "array", "items": {"type": "string"}}
EITHER = {
    "oneOf": [
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "properties": {"b": FILE}},
    ]
}


@pytest.mark.parametrize(
    ("schema", "body", "kept"),
    [
        ({"properties": {"a": FILE}}, {"a": Binary(b"\xff")}, True),
        (EITHER, {"b": Binary(b"\xff")}, False),  # a text to both alternatives
        (EITHER, {"a": None}, False),  # "null" is a string
        ({"properties": {"a": TEXTS}}, {"a": []}, False),
        ({"properties": {"a": {"type": ["integer", "null"]}}}, {"a": None}, True),
    ],
)
def test_valid_forms(schema: dict[str, Any], body: dict[str, Any], *, kept: bool) -> None:
    assert says_what_it_means(case(schema, body, positive=True)) is kept


@pytest.mark.parametrize(
    ("schema", "body", "kept"),
    [
        ({"properties": {"a": TEXTS}}, {"a": [None]}, False),
        ({"properties": {"a": TEXTS}}, {"a": "one"}, False),
        ({"properties": {"a": TEXTS | {"minItems": 1}}}, {"a": []}, False),  # is not there at all
        ({"properties": {"a": FILE}}, {"a": {"b": Binary(b"\xff")}}, False),
        ({"properties": {"a": TEXTS, "b": {"type": "integer"}}}, {"a": [None], "b": "x"}, True),
        ({"properties": {"a": FILE}, "required": ["b"]}, {"a": Binary(b"\xff")}, True),
    ],
)
def test_invalid_forms(schema: dict[str, Any], body: dict[str, Any], *, kept: bool) -> None:
    assert says_what_it_means(case(schema, body, positive=False)) is kept


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"a": {"b": "c"}}, True),
        ({"a": {"b": "c,d"}}, False),  # in a part nothing is encoded, so a comma separates
        ({"a": {"b": 1}}, True),
    ],
)
def test_forms_with_styles(body: dict[str, Any], *, kept: bool) -> None:
    schema = {"properties": {"a": {"type": "object"}}}
    form = case(schema, body, positive=True, a={"style": "form", "explode": False})
    assert says_what_it_means(form) is kept


def test_a_member_that_is_a_text_is_not_wrong() -> None:
    schema = {"properties": {"a": {"additionalProperties": {"type": "string"}}}}
    form = case(schema, {"a": {"b": 1}}, positive=False, a={"style": "form", "explode": False})
    assert not says_what_it_means(form)


def test_parts_with_styles_are_texts() -> None:
    encoding = {"a": {"style": "form", "explode": False}, "b": {"explode": True}}
    context = SimpleNamespace(case=case({}, {}, positive=True, **encoding))
    sent = {"a": [1, 2], "b": {"c": 3}, "d": {"e": 4}}
    parts = styled_parts(lambda _, written: written, context, sent)
    assert parts == {"a": "1,2", "c": 3, "d": {"e": 4}}
