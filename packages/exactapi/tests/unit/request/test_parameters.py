"""Parameters become arguments, or each error is named."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation
from exactapi.options import ConfigurationError, ContractOptions
from exactapi.problems import MAX_ERRORS
from exactapi.rejections import InvalidRequest, MalformedRequest
from exactapi.request.parameters import ParametersReader
from unit.request.reading import errors, query, reader, value


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


def test_what_may_stand_unencoded_stands_for_itself() -> None:
    """Where reserved characters are allowed, `+` is a plus; elsewhere in a query it is a space."""
    text = {"type": "string"}
    assert value(text, "a+b%2Fc/d") == "a b/c/d"
    assert value(text, "a+b%2Fc/d", allowReserved=True) == "a+b/c/d"
    path = {"name": "p", "in": "path", "required": True, "schema": text, "allowReserved": True}
    assert reader(path).read({"p": "a+b"}, b"", []) == {"path_p": "a+b"}


def test_cookies_may_come_in_several_fields() -> None:
    declared = {"name": "c", "in": "cookie", "schema": {"type": "string"}}
    sent = [(b"cookie", b"a=1"), (b"cookie", b"c=x"), (b"cookie", b"b=2")]
    assert reader(declared).read({}, b"", sent) == {"cookie_c": "x"}


def test_a_cookie_of_the_style_of_cookies_is_what_was_sent() -> None:
    declared = {"name": "c", "in": "cookie", "schema": {"type": "string"}}
    sent = [(b"cookie", b"c=x%20y+z")]
    assert reader(declared).read({}, b"", sent) == {"cookie_c": "x y+z"}
    assert reader(declared | {"style": "cookie"}).read({}, b"", sent) == {"cookie_c": "x%20y+z"}


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


def test_a_parameter_that_the_generated_code_lacks_stops_the_start() -> None:
    document = {"paths": {"/x": {"get": {"parameters": [query("q", {"type": "string"})]}}}}
    operation = Operation(id="x", method="GET", path="/x", pointer="/paths/~1x/get", handler="x")
    with pytest.raises(ConfigurationError, match="exactapi generate"):
        ParametersReader(Contract(document, b""), operation)


def whole_query(media_type: str, schema: dict[str, Any], **fields: Any) -> ParametersReader:
    """A reader of the query string as one parameter; API keys of two names may stand in it."""
    keys = {name: {"type": "apiKey", "in": "query", "name": f"{name} key"} for name in ("a", "b")}
    others = {"c": {"type": "apiKey", "in": "cookie", "name": "c"}, "d": {"type": "http"}}
    content = {media_type: {"schema": schema}}
    return reader(
        {"name": "filter", "in": "querystring", "content": content, **fields},
        components={"securitySchemes": keys | others},
    )


FORM = "application/x-www-form-urlencoded"
WORDS = {"type": "object", "additionalProperties": {"type": "string"}}


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("x=1&y=%C3%A9+2", {"x": "1", "y": "é 2"}),
        ("a+key=k&x=1&b%20key=&a+key=l", {"x": "1"}),
        ("c=1&d=2", {"c": "1", "d": "2"}),
        ("a+key=k", None),
        ("", None),
    ],
)
def test_a_whole_query_that_is_a_form_is_taken_without_its_api_keys(
    sent: str, taken: dict[str, str] | None
) -> None:
    found = whole_query(FORM, WORDS).read({}, sent.encode(), [])
    assert found == {"querystring_filter": taken}


def test_a_whole_query_of_another_type_is_taken_as_it_is() -> None:
    read = whole_query("application/json", {"type": "object"})
    found = read.read({}, b"%7B%22a%20key%22:%201%7D", [])
    assert found == {"querystring_filter": {"a key": 1}}


@pytest.mark.parametrize("sent", ["", "a+key=k"])
def test_a_whole_query_that_is_required_is_missed(sent: str) -> None:
    read = whole_query(FORM, WORDS, required=True)
    assert errors(read, sent) == [("querystring.filter", "required")]


def test_a_whole_query_is_held_to_its_schema() -> None:
    read = whole_query(FORM, {"type": "object", "properties": {"x": {"type": "integer"}}})
    assert errors(read, "x=one") == [("querystring.filter/x", "type")]


@settings(max_examples=200)
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


def test_a_parameter_of_the_path_that_no_template_has_never_has_a_value() -> None:
    unused = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    read = reader(query("q", {"type": "string"}), unbound=[unused])
    assert read.read({}, b"q=1", []) == {"query_q": "1"}
