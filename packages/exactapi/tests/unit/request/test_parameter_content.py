"""Parameters with `content` are read by their media type."""

from typing import Any
from urllib.parse import quote

import pytest

from exactapi.rejections import InvalidRequest, MalformedRequest
from unit.request.reading import errors, reader

FORM = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "array", "items": {"type": "integer"}}},
}
A_FORM = {"a": 1, "b": [2, 3]}


def test_content_has_no_style() -> None:
    declared = {"style": "deepObject", "content": {"application/json": {"schema": True}}}
    read = reader({"name": "q", "in": "query", **declared})
    assert read.read({}, b"q=[1]", []) == {"query_q": [1]}


def test_a_content_parameter_is_strict_json() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    read = reader({"name": "q", "in": "query", "content": {"application/json": {"schema": schema}}})
    assert read.read({}, b"q=%7B%22a%22:1%7D", []) == {"query_q": {"a": 1}}
    assert errors(read, "q=%7B%7D") == [("query.q/a", "required")]
    with pytest.raises(MalformedRequest):
        read.read({}, b"q=%7B%22a%22:1,%22a%22:2%7D", [])


def content(media_type: str, schema: Any, text: str) -> Any:
    read = reader({"name": "q", "in": "query", "content": {media_type: {"schema": schema}}})
    return read.read({}, f"q={quote(text)}".encode(), [])["query_q"]


@pytest.mark.parametrize(
    ("media_type", "schema", "text", "value"),
    [
        ("application/x-www-form-urlencoded", FORM, "a=1&b=2&b=3&c=%C3%A9", {**A_FORM, "c": "é"}),
        ("application/json; charset=utf-8", {"type": "array"}, "[1]", [1]),
        ("application/vnd.api+json", {"type": "array"}, "[1]", [1]),
        ("application/json", {"type": ["integer", "string"]}, "5", 5),
        ("application/json", {"type": ["integer", "string"]}, '"5"', "5"),
        ("application/json", {"type": "string"}, '"a b"', "a b"),
        ("text/plain", {"type": "integer"}, "5", 5),
        ("*/*", {"type": "string"}, "[1]", "[1]"),
        ("*/*", {"type": "array"}, "[1]", [1]),
        ("application/octet-stream", {"type": "string"}, "a b", "a b"),
        ("application/xml", {"type": "object"}, "<a/>", "<a/>"),
        ("text/csv", {"type": "array", "items": {"type": "object"}}, "a,b", "a,b"),
    ],
)
def test_content_is_read_by_its_media_type(
    media_type: str, schema: Any, text: str, value: Any
) -> None:
    assert content(media_type, schema, text) == value


@pytest.mark.parametrize(
    ("media_type", "schema", "text"),
    [
        ("application/x-www-form-urlencoded", FORM, "a=x"),
        ("*/*", {"type": "array"}, "[1"),
        ("*/*", {"type": "array"}, '{"a": 1}'),
        ("text/plain", {"type": "string", "maxLength": 2}, "abc"),
    ],
)
def test_content_that_its_schema_does_not_take_is_refused(
    media_type: str, schema: Any, text: str
) -> None:
    with pytest.raises(InvalidRequest):
        content(media_type, schema, text)
