"""The fuzz leaves out forms that on the wire are not what schemathesis takes them for."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from schemathesis.transport.serialization import Binary

sys.path.insert(0, str(Path(__file__).parent))  # as hooks.py, whose neighbours these are
from tests.mock.forms import says_what_it_means


def case(schema: dict[str, Any], body: dict[str, Any], *, positive: bool) -> SimpleNamespace:
    declared = SimpleNamespace(
        validation_schema=schema, is_valid=Draft202012Validator(schema).is_valid
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
