"""The text of a parameter becomes the value that its schema describes."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactapi.rejections import MalformedRequest
from unit.request.reading import errors, query, reader, value


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("integer", "0", 0),
        ("integer", "-17", -17),
        ("integer", "123456789012345678901234567890", 123456789012345678901234567890),
        ("number", "5", 5),
        ("number", "-0.5", -0.5),
        ("number", "1e3", 1000.0),
        ("number", "1E-2", 0.01),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("null", "null", None),
        ("string", "null", "null"),
        ("string", "5", "5"),
        ("string", "a+b%20c%2B", "a b c+"),
        (["integer", "null"], "null", None),
        (["integer", "string"], "5", 5),
        (["integer", "string"], "05", "05"),
        (["boolean", "integer"], "true", True),
        (["number", "null"], "1.5", 1.5),
    ],
)
def test_a_text_is_read_by_the_types_of_its_schema(type_: Any, text: str, expected: Any) -> None:
    read = value({"type": type_}, text)
    assert read == expected
    assert type(read) is type(expected)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("integer", "5_000"),
        ("integer", "%2B5"),
        ("integer", "5.0"),
        ("integer", "1e2"),
        ("integer", "05"),
        ("integer", "-"),
        ("integer", ""),
        ("integer", "%205"),
        ("integer", "5%20"),
        ("integer", "5%0A"),
        ("integer", "٣"),
        ("integer", "0x10"),
        ("integer", "true"),
        ("integer", "null"),
        ("integer", "9" * 5000),
        ("number", "NaN"),
        ("number", "Infinity"),
        ("number", "1e400"),
        ("number", "-1e400"),
        ("number", ".5"),
        ("number", "5."),
        ("number", "1_0.0"),
        ("boolean", "True"),
        ("boolean", "yes"),
        ("boolean", "1"),
        ("boolean", "on"),
        ("boolean", ""),
        ("null", ""),
    ],
)
def test_a_text_that_json_would_not_write_is_refused(type_: str, text: str) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in text.encode()) if not text.isascii() else text
    assert errors(reader(query("q", {"type": type_})), f"q={quoted}") == [("query.q", "type")]


def test_alternatives_are_tried_until_one_accepts_the_value() -> None:
    schema = {"oneOf": [{"type": "integer", "maximum": 9}, {"type": "string", "minLength": 2}]}
    assert value(schema, "9") == 9
    assert value(schema, "10") == "10"
    assert value({"enum": ["1", "2"]}, "1") == "1"
    assert value({"const": 7}, "7") == 7


def test_items_are_read_one_by_one() -> None:
    mixed = {"type": "array", "items": {"type": ["integer", "boolean", "string"]}}
    read = reader(query("q", mixed)).read({}, b"q=1&q=true&q=x", [])
    assert read == {"query_q": [1, True, "x"]}
    tuple_ = {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}
    assert reader(query("q", tuple_)).read({}, b"q=1&q=1", []) == {"query_q": ["1", 1]}


def test_a_referenced_schema_counts_as_if_it_were_written_there() -> None:
    schemas = {"Id": {"$ref": "#/components/schemas/Number"}, "Number": {"type": "integer"}}
    read = reader(
        query("q", {"$ref": "#/components/schemas/Id", "maximum": 9}),
        components={"schemas": schemas},
    )
    assert read.read({}, b"q=9", []) == {"query_q": 9}
    assert errors(read, "q=10") == [("query.q", "maximum")]


def test_an_absent_parameter_has_its_default_or_none() -> None:
    schemas = {"Day": {"type": "string", "format": "date", "default": "2026-11-22"}}
    read = reader(
        query("limit", {"type": "integer", "default": 20}),
        query("cursor", {"type": "string"}),
        query("day", {"$ref": "#/components/schemas/Day"}),
        annotations={"day": date},
        components={"schemas": schemas},
    )
    expected = {"query_limit": 20, "query_cursor": None, "query_day": date(2026, 11, 22)}
    assert read.read({}, b"", []) == expected
    assert read.read({}, b"cursor=a", []) == expected | {"query_cursor": "a"}


def test_a_repeated_scalar_is_refused() -> None:
    assert errors(reader(query("q", {"type": "string"})), "q=a&q=a") == [("query.q", "duplicate")]


@pytest.mark.parametrize("text", ["q", "q="])
def test_an_empty_value_is_taken_where_it_is_allowed(text: str) -> None:
    read = reader(query("q", {"type": "integer", "default": 3}, allowEmptyValue=True))
    assert read.read({}, text.encode(), []) == {"query_q": 3}
    assert errors(reader(query("q", {"type": "integer"})), text) == [("query.q", "type")]


@pytest.mark.parametrize("text", ["q=%", "q=%4", "q=%GG", "%=1", "q=%FF", "q=\xff", "q=%C0%80"])
def test_a_broken_encoding_is_a_400(text: str) -> None:
    read = reader(query("q", {"type": "string"}))
    with pytest.raises(MalformedRequest):
        read.read({}, text.encode("latin-1"), [])


def test_a_default_that_is_no_value_of_the_parameter_counts_as_none() -> None:
    read = reader(
        query("a", {"type": "integer", "default": "five"}),
        query("b", {"enum": ["x"], "default": "y"}),
        query("c", {"type": "string", "format": "date", "default": "soon"}, required=True),
        annotations={"c": date},
    )
    found = read.read({}, b"c=2026-11-22", [])
    assert found == {"query_a": None, "query_b": None, "query_c": date(2026, 11, 22)}


def test_a_default_may_stand_in_a_part_of_the_schema() -> None:
    schemas = {"Sort": {"enum": ["up", "down"], "default": "up"}}
    read = reader(
        query("sort", {"allOf": [{"$ref": "#/components/schemas/Sort"}]}),
        components={"schemas": schemas},
    )
    assert read.read({}, b"", []) == {"query_sort": "up"}


def test_values_become_what_the_handler_is_told_they_are() -> None:
    path = {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }
    read = reader(path, annotations={"id": UUID})
    text = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"
    assert read.read({"id": text}, b"", []) == {"path_id": UUID(text)}


def test_a_valid_value_that_python_cannot_hold_is_refused_by_name() -> None:
    read = reader(query("day", {"format": "date"}), annotations={"day": date})
    assert errors(read, "day=0000-01-01") == [("query.day", "unsupported")]


def test_a_deep_object_that_may_be_a_scalar_is_one_under_its_own_name() -> None:
    either = {
        "anyOf": [
            {"type": "object", "properties": {"gt": {"type": "integer"}}},
            {"type": "integer"},
        ]
    }
    read = reader(query("n", either, style="deepObject"))
    assert read.read({}, b"n=5", []) == {"query_n": 5}
    assert read.read({}, b"n[gt]=5", []) == {"query_n": {"gt": 5}}
    assert errors(read, "n=x") == [("query.n", "anyOf")]
    assert errors(read, "n=5&n=6") == [("query.n", "duplicate")]
    assert errors(read, "n=5&n[gt]=6") == [("query.n[gt]", "unknown")]
    array = reader(query("n", {"type": "array", "items": {"type": "integer"}}, style="deepObject"))
    assert array.read({}, b"n=5&n=6", []) == {"query_n": [5, 6]}
    assert array.read({}, b"n[]=5&n[]=6", []) == {"query_n": [5, 6]}
    alone = reader(query("n", {"type": "object"}, style="deepObject"))
    assert errors(alone, "n=5") == [("query.n", "unknown")]


def test_a_recursive_schema_is_no_obstacle() -> None:
    node = {
        "type": "object",
        "properties": {"next": {"$ref": "#/components/schemas/Node"}, "v": {"type": "integer"}},
    }
    read = reader(
        query("n", {"$ref": "#/components/schemas/Node"}, style="deepObject"),
        components={"schemas": {"Node": node}},
    )
    found = read.read({}, b"n[v]=1&n[next][v]=2", [])
    assert found == {"query_n": {"v": 1, "next": {"v": 2}}}


@settings(max_examples=100)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1))
def test_what_is_percent_encoded_is_read_back(values: list[str]) -> None:
    quoted = ["".join(f"%{byte:02X}" for byte in each.encode()) for each in values]
    texts = {"type": "array", "items": {"type": "string"}}
    assert value(texts, ",".join(quoted), explode=False) == values or "," in "".join(values)
    read = reader(query("q", texts)).read({}, "&".join(f"q={q}" for q in quoted).encode(), [])
    assert read == {"query_q": values}
