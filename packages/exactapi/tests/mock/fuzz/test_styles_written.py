"""The fuzz writes parameters as the style table of OpenAPI 3.1.2 ("Style Examples") shows them."""

from typing import Any

import pytest
from schemathesis.core.parameters import DelimitedValue, EncodedPath
from schemathesis.openapi.generation.filters import is_invalid_path_parameter
from schemathesis.transport.serialization import Binary

from mock.fuzz.styles import DOUBT, is_no_segment, parameter_writer

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


def written(place: str, style: str, value: Any, *, explode: bool, **schema: Any) -> dict[str, Any]:
    declared = {"name": "color", "in": place, "style": style, "explode": explode}
    write = parameter_writer([declared | {"schema": {"type": "object"} | schema}])
    texts = write({"color": value})
    return {
        name: text.encoded if isinstance(text, DelimitedValue) else text
        for name, text in texts.items()
    }


@pytest.mark.parametrize(
    ("place", "style", "explode", "value", "text"),
    [
        ("path", "matrix", False, "blue", ";color=blue"),
        ("path", "matrix", False, ARRAY, ";color=blue,black,brown"),
        ("path", "matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
        ("path", "matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
        ("path", "matrix", True, OBJECT, ";R=100;G=200;B=150"),
        ("path", "label", False, "blue", ".blue"),
        ("path", "label", False, ARRAY, ".blue,black,brown"),
        ("path", "label", False, OBJECT, ".R,100,G,200,B,150"),
        ("path", "label", True, ARRAY, ".blue.black.brown"),
        ("path", "label", True, OBJECT, ".R=100.G=200.B=150"),
        ("path", "simple", False, "blue", "blue"),
        ("path", "simple", False, ARRAY, "blue,black,brown"),
        ("path", "simple", False, OBJECT, "R,100,G,200,B,150"),
        ("path", "simple", True, OBJECT, "R=100,G=200,B=150"),
        ("header", "simple", False, ARRAY, "blue,black,brown"),
        ("header", "simple", True, OBJECT, "R=100,G=200,B=150"),
        ("query", "form", False, ARRAY, "blue,black,brown"),
        ("query", "form", False, OBJECT, "R,100,G,200,B,150"),
        ("query", "spaceDelimited", False, ARRAY, "blue%20black%20brown"),
        ("query", "spaceDelimited", False, OBJECT, "R%20100%20G%20200%20B%20150"),
        ("query", "pipeDelimited", False, OBJECT, "R|100|G|200|B|150"),
        ("query", "form", False, ["a,b", "c d"], "a%2Cb,c%20d"),
        ("query", "spaceDelimited", False, ["a b", "c"], "a%2520b%20c"),
        ("query", "form", False, {"n": {"m": 1.0}}, "n,%7B%22m%22%3A%201%7D"),
    ],
)
def test_a_value_is_one_text(place: str, style: str, explode: bool, value: Any, text: str) -> None:
    assert written(place, style, value, explode=explode)["color"] == text


def test_exploded_forms_are_several_pairs() -> None:
    assert written("query", "form", ARRAY, explode=True, type="array") == {"color": ARRAY}
    assert written("query", "form", OBJECT, explode=True) == OBJECT
    assert written("query", "deepObject", {"R": 1}, explode=True) == {"color[R]": 1}


def test_bytes_are_written_as_text() -> None:
    texts = written("query", "form", [Binary(b"\xe9")], explode=True, type="array")
    assert texts == {"color": ["é"]}


def test_nothing_is_written_twice() -> None:
    write = parameter_writer(
        [{"name": "id", "in": "path", "style": "matrix", "schema": {"type": "boolean"}}]
    )
    once = write({"id": True})
    assert write(once) == once == {"id": ";id=true"}


def test_what_a_text_makes_valid_is_told() -> None:
    members = {"additionalProperties": {"type": "string"}}
    assert DOUBT in written("query", "deepObject", {"a": None}, explode=True, **members)
    assert DOUBT not in written("query", "deepObject", {"a": "null"}, explode=True, **members)
    numbers = {"additionalProperties": {"type": "number"}}
    assert DOUBT not in written("query", "deepObject", {"a": None}, explode=True, **numbers)


@pytest.mark.parametrize(
    ("place", "style", "value", "schema", "is_doubtful"),
    [
        ("path", "simple", -832, {"type": "array", "items": {"type": "string"}}, True),
        ("path", "simple", "x", {"type": "array", "items": {"type": "integer"}}, False),
        ("path", "matrix", "null,null", {"type": "object"}, True),
        ("path", "matrix", [None, None], {"type": "object"}, True),
        ("path", "matrix", "null", {"type": "object"}, False),
        ("path", "label", [0.5], {"type": "array", "items": {"type": "integer"}}, True),
        ("path", "simple", [0.5], {"type": "array", "items": {"type": "integer"}}, False),
    ],
)
def test_what_a_text_may_be_read_as_is_told(
    place: str, style: str, value: Any, schema: dict[str, Any], *, is_doubtful: bool
) -> None:
    assert (DOUBT in written(place, style, value, explode=False, **schema)) is is_doubtful


def test_json_in_a_path_is_encoded_once_and_sent() -> None:
    """Schemathesis drops values with braces, for they look like a template's."""
    content = {"application/json": {"schema": {}}}
    write = parameter_writer([{"name": "a", "in": "path", "content": content}])
    text = write({"a": {"b": 1}})["a"]
    assert (text, is_no_segment(is_invalid_path_parameter, text)) == ("%7B%22b%22%3A%201%7D", False)
    assert is_no_segment(is_invalid_path_parameter, EncodedPath("%2e%2e"))


def test_an_object_for_a_scalar_leaves_no_trace_of_it() -> None:
    """Its members are parameters of other names, which another one may own."""
    assert DOUBT in written("query", "form", {"a": 1}, explode=True, type="integer")
