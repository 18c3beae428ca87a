"""Parameters become arguments, or each error is named."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation, Parameter
from exactapi.options import ConfigurationError, ContractOptions
from exactapi.problems import MAX_ERRORS
from exactapi.rejections import InvalidRequest, MalformedRequest
from exactapi.request.parameters import ParametersReader

FORM = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "array", "items": {"type": "integer"}}},
}
A_FORM = {"a": 1, "b": [2, 3]}


def query(name: str, schema: Any, **fields: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **fields}


def reader(
    *declared: dict[str, Any],
    annotations: dict[str, Any] | None = None,
    options: ContractOptions | None = None,
    components: dict[str, Any] | None = None,
    shared: Sequence[dict[str, Any]] = (),
) -> ParametersReader:
    document = {
        "openapi": "3.1.0",
        "paths": {"/x": {"parameters": [*shared], "get": {"parameters": [*declared]}}},
        "components": components or {},
    }
    found = {(each["in"], each["name"]) for each in [*shared, *declared]}
    operation = Operation(
        id="x",
        method="GET",
        path="/x",
        pointer="/paths/~1x/get",
        handler="x",
        parameters=tuple(
            Parameter(location, name, f"{location}_{name}", (annotations or {}).get(name))
            for location, name in sorted(found)
        ),
    )
    contract = Contract(document, json.dumps(document).encode())
    return ParametersReader(contract, operation, options or ContractOptions())


def value(schema: Any, text: str, **fields: Any) -> Any:
    return reader(query("q", schema, **fields)).read({}, f"q={text}".encode(), [])["query_q"]


def errors(read: ParametersReader, query_string: str = "", **rest: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequest) as caught:
        read.read(rest.get("path", {}), query_string.encode(), rest.get("headers", []))
    return [(error.pointer, error.code) for error in caught.value.errors]


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


def test_every_error_is_reported_at_once() -> None:
    read = reader(
        query("limit", {"type": "integer", "maximum": 100}),
        query("sort", {"enum": ["a", "b"]}, required=True),
        {
            "name": "id",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "uuid"},
        },
        {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string"}},
        {"name": "tab", "in": "cookie", "schema": {"type": "integer"}},
    )
    found = errors(
        read,
        "limit=500&nonsense=1&limits=5",
        path={"id": "1"},
        headers=[(b"cookie", b"other=1; tab=x")],
    )
    assert found == [
        ("path.id", "format"),
        ("query.limit", "maximum"),
        ("query.sort", "required"),
        ("query.limits", "unknown"),
        ("query.nonsense", "unknown"),
        ("header.X-Trace", "required"),
        ("cookie.tab", "type"),
    ]


def test_errors_never_repeat_the_value() -> None:
    read = reader(query("q", {"type": "integer"}))
    with pytest.raises(InvalidRequest) as caught:
        read.read({}, b"q=secret-value", [])
    assert "secret" not in json.dumps(caught.value.body("urn:x"))


def test_of_many_unknown_parameters_some_are_told() -> None:
    read = reader(query("limit", {"type": "integer"}))
    assert len(errors(read, "&".join(f"a{number}=1" for number in range(9_000)))) == MAX_ERRORS


def test_more_fields_than_anything_needs_are_refused_unread() -> None:
    read = reader(query("limit", {"type": "integer"}))
    with pytest.raises(MalformedRequest, match="more than 10000 fields"):
        read.read({}, b"&".join([b"a"] * 10_001), [])


def test_an_unknown_query_parameter_is_named_only_if_it_looks_misspelt() -> None:
    read = reader(query("q", {"type": "string"}))
    assert errors(read, "secret%20of%20mine=1") == [("query", "unknown")]
    assert errors(read, f"{'e' * 31}=1") == [("query", "unknown")]


def test_unknown_query_parameters_are_ignored_on_demand() -> None:
    lenient = reader(
        query("q", {"type": "string"}), options=ContractOptions(refuse_unknown_query=False)
    )
    assert lenient.read({}, b"q=a&other=1", []) == {"query_q": "a"}


def test_an_api_key_in_the_query_is_no_unknown_parameter() -> None:
    schemes = {"key": {"type": "apiKey", "in": "query", "name": "api_key"}}
    read = reader(components={"securitySchemes": schemes})
    assert read.read({}, b"api_key=abc", []) == {}
    assert errors(read, "api_keys=abc") == [("query.api_keys", "unknown")]


def test_an_api_key_is_no_member_of_an_object_that_owns_all_names() -> None:
    schemes = {
        "key": {"type": "apiKey", "in": "query", "name": "key"},
        "session": {"type": "apiKey", "in": "cookie", "name": "session"},
    }
    free = {"type": "object", "additionalProperties": {"type": "integer"}}
    read = reader(
        query("q", free),
        {"name": "c", "in": "cookie", "schema": free},
        components={"securitySchemes": schemes},
    )
    found = read.read({}, b"key=secret&a=1", [(b"cookie", b"session=secret; b=2")])
    assert found == {"query_q": {"a": 1}, "cookie_c": {"b": 2}}


def test_content_has_no_style() -> None:
    declared = {"style": "deepObject", "content": {"application/json": {"schema": True}}}
    read = reader({"name": "q", "in": "query", **declared})
    assert read.read({}, b"q=[1]", []) == {"query_q": [1]}


def test_a_repeated_scalar_is_refused() -> None:
    assert errors(reader(query("q", {"type": "string"})), "q=a&q=a") == [("query.q", "duplicate")]


def test_an_open_exploded_object_owns_the_names_that_nobody_declares() -> None:
    free = {"type": "object", "additionalProperties": {"type": "integer"}}
    read = reader(query("filter", free), query("q", {"type": "string"}))
    found = read.read({}, b"q=a&x=1&y=2", [])
    assert found == {"query_filter": {"x": 1, "y": 2}, "query_q": "a"}
    assert read.read({}, b"q=a", []) == {"query_filter": None, "query_q": "a"}
    assert errors(read, "q=a&x=b") == [("query.filter/x", "type")]


def test_a_closed_exploded_object_owns_its_own_names_only() -> None:
    closed = {
        "type": "object",
        "properties": {"x": {"type": "integer"}},
        "additionalProperties": False,
    }
    read = reader(query("filter", closed, required=True))
    assert read.read({}, b"x=1", []) == {"query_filter": {"x": 1}}
    assert errors(read, "x=1&y=1") == [("query.y", "unknown")]
    assert errors(read) == [("query.filter", "required")]


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


def test_a_path_value_is_decoded_after_matching() -> None:
    path = {"name": "p", "in": "path", "required": True, "schema": {"type": "string"}}
    assert reader(path).read({"p": "a%2Fb+%C3%A9"}, b"", []) == {"path_p": "a/b+é"}
    with pytest.raises(MalformedRequest):
        reader(path).read({"p": "%ff"}, b"", [])


def test_headers_match_in_any_case_and_join_into_one_list() -> None:
    read = reader(
        {"name": "X-Ids", "in": "header", "schema": {"type": "array", "items": {"type": "integer"}}}
    )
    assert read.read({}, b"", [(b"x-ids", b"1, 2"), (b"x-ids", b"3")]) == {
        "header_X-Ids": [1, 2, 3]
    }


def test_header_bytes_beyond_ascii_are_latin_1() -> None:
    read = reader({"name": "X-Name", "in": "header", "schema": {"type": "string", "maxLength": 1}})
    assert read.read({}, b"", [(b"x-name", b"\xe9")]) == {"header_X-Name": "é"}


@pytest.mark.parametrize("name", ["Accept", "content-type", "Authorization"])
def test_the_header_parameters_that_openapi_ignores_are_ignored(name: str) -> None:
    read = reader({"name": name, "in": "header", "required": True, "schema": {"type": "integer"}})
    assert read.read({}, b"", []) == {}


def test_cookies_are_decoded_only_where_they_can_be() -> None:
    read = reader({"name": "c", "in": "cookie", "schema": {"type": "string"}})
    assert read.read({}, b"", [(b"cookie", b"a=1; c=x%20y")]) == {"cookie_c": "x y"}
    assert read.read({}, b"", [(b"cookie", b"c=100%")]) == {"cookie_c": "100%"}
    named = reader({"name": "a;é", "in": "cookie", "schema": {"type": "string"}})
    assert named.read({}, b"", [(b"cookie", b"a%3B%C3%A9=1; %=2")]) == {"cookie_a;é": "1"}


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


def test_a_header_of_the_operation_replaces_one_in_another_case() -> None:
    read = reader(
        {"name": "X-Id", "in": "header", "schema": {"type": "string"}},
        shared=[{"name": "x-id", "in": "header", "required": True, "schema": {"type": "integer"}}],
    )
    assert read.read({}, b"", [(b"x-id", b"abc")]) == {"header_X-Id": "abc"}
    assert read.read({}, b"", []) == {"header_X-Id": None}


def test_a_name_with_brackets_that_is_declared_is_no_member_of_a_deep_object() -> None:
    read = reader(
        query("page", {"type": "object"}, style="deepObject"),
        query("page[size]", {"type": "integer"}),
    )
    found = read.read({}, b"page[size]=5&page%5Bsort%5D=a", [])
    assert found == {"query_page": {"sort": "a"}, "query_page[size]": 5}


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


def test_an_operations_parameter_replaces_the_one_of_its_path() -> None:
    read = reader(
        query("q", {"type": "integer"}),
        shared=[query("q", {"type": "string"}), query("p", {"type": "string"})],
    )
    assert read.read({}, b"q=1&p=1", []) == {"query_q": 1, "query_p": "1"}


def test_the_same_name_in_two_places_gives_two_arguments() -> None:
    read = reader(
        query("id", {"type": "integer"}),
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
    )
    assert read.read({"id": "1"}, b"id=1", []) == {"path_id": "1", "query_id": 1}


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


def test_a_parameter_that_the_generated_code_lacks_stops_the_start() -> None:
    document = {"paths": {"/x": {"get": {"parameters": [query("q", {"type": "string"})]}}}}
    operation = Operation(id="x", method="GET", path="/x", pointer="/paths/~1x/get", handler="x")
    with pytest.raises(ConfigurationError, match="exactapi generate"):
        ParametersReader(Contract(document, b""), operation)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.lists(st.binary(max_size=20), max_size=3))
def test_no_bytes_break_the_reader(query_string: bytes, headers: list[bytes]) -> None:
    read = reader(
        query("a", {"type": ["integer", "null", "array"], "items": {"type": "number"}}),
        query("b", {"type": "object"}, style="deepObject"),
        query("c", {"type": "object", "properties": {"x": {}, "y": {"type": "array"}}}),
        {"name": "h", "in": "header", "schema": {"type": "array", "items": {"type": "integer"}}},
        {"name": "k", "in": "cookie", "schema": {"type": "object"}},
    )
    fields = [(b"cookie", each) for each in headers] + [(b"h", each) for each in headers]
    try:
        read.read({}, query_string, fields)
    except (InvalidRequest, MalformedRequest) as problem:
        json.dumps(problem.body("urn:x")).encode()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1))
def test_what_is_percent_encoded_is_read_back(values: list[str]) -> None:
    quoted = ["".join(f"%{byte:02X}" for byte in each.encode()) for each in values]
    texts = {"type": "array", "items": {"type": "string"}}
    assert value(texts, ",".join(quoted), explode=False) == values or "," in "".join(values)
    read = reader(query("q", texts)).read({}, "&".join(f"q={q}" for q in quoted).encode(), [])
    assert read == {"query_q": values}
