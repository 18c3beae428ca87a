"""Every style of OpenAPI 3.1 and the expansions of RFC 6570 on which they rest, read back."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation, Parameter, ParameterLocation
from exactapi.rejections import InvalidRequest
from exactapi.request.parameters import ParametersReader

SCALAR = {"type": "string"}
ARRAY = {"type": "array", "items": {"type": "string"}}
OBJECT = {
    "type": "object",
    "properties": {name: {"type": "integer"} for name in ("R", "G", "B")},
    "additionalProperties": False,
}
BLUE = "blue"
COLORS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}

SCHEMAS = {"scalar": SCALAR, "array": ARRAY, "object": OBJECT}
VALUES = {"scalar": BLUE, "array": COLORS, "object": RGB}

# "Style Examples" of the OpenAPI Specification 3.1.1: location, style, explode, kind, text.
TABLE: list[tuple[ParameterLocation, str, bool, str, str]] = [
    ("path", "matrix", False, "scalar", ";color=blue"),
    ("path", "matrix", False, "array", ";color=blue,black,brown"),
    ("path", "matrix", False, "object", ";color=R,100,G,200,B,150"),
    ("path", "matrix", True, "scalar", ";color=blue"),
    ("path", "matrix", True, "array", ";color=blue;color=black;color=brown"),
    ("path", "matrix", True, "object", ";R=100;G=200;B=150"),
    ("path", "label", False, "scalar", ".blue"),
    ("path", "label", False, "array", ".blue,black,brown"),
    ("path", "label", False, "object", ".R,100,G,200,B,150"),
    ("path", "label", True, "scalar", ".blue"),
    ("path", "label", True, "array", ".blue.black.brown"),
    ("path", "label", True, "object", ".R=100.G=200.B=150"),
    ("path", "simple", False, "scalar", "blue"),
    ("path", "simple", False, "array", "blue,black,brown"),
    ("path", "simple", False, "object", "R,100,G,200,B,150"),
    ("path", "simple", True, "scalar", "blue"),
    ("path", "simple", True, "array", "blue,black,brown"),
    ("path", "simple", True, "object", "R=100,G=200,B=150"),
    ("header", "simple", False, "scalar", "blue"),
    ("header", "simple", False, "array", "blue,black,brown"),
    ("header", "simple", False, "array", "blue, black , brown"),
    ("header", "simple", True, "scalar", "blue"),
    ("header", "simple", True, "array", "blue,black,brown"),
    ("header", "simple", False, "object", "R,100,G,200,B,150"),
    ("header", "simple", True, "object", "R=100,G=200,B=150"),
    ("query", "form", False, "scalar", "color=blue"),
    ("query", "form", False, "array", "color=blue,black,brown"),
    ("query", "form", False, "object", "color=R,100,G,200,B,150"),
    ("query", "form", True, "scalar", "color=blue"),
    ("query", "form", True, "array", "color=blue&color=black&color=brown"),
    ("query", "form", True, "object", "R=100&G=200&B=150"),
    ("query", "spaceDelimited", False, "array", "color=blue%20black%20brown"),
    ("query", "spaceDelimited", False, "array", "color=blue+black+brown"),
    ("query", "spaceDelimited", False, "object", "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, "array", "color=blue%7Cblack%7Cbrown"),
    ("query", "pipeDelimited", False, "array", "color=blue|black|brown"),
    ("query", "pipeDelimited", False, "object", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, "object", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("query", "deepObject", True, "object", "color[R]=100&color[G]=200&color[B]=150"),
    ("cookie", "form", False, "scalar", "color=blue"),
    ("cookie", "form", False, "array", "color=blue,black,brown"),
    ("cookie", "form", False, "object", "color=R,100,G,200,B,150"),
    ("cookie", "form", True, "array", "color=blue&color=black&color=brown"),
    ("cookie", "form", True, "array", "color=blue; color=black; color=brown"),
    ("cookie", "form", True, "object", "R=100; G=200; B=150"),
    # As the tables printed it up to 3.1.0, before they were brought in line with RFC 6570:
    ("path", "label", False, "array", ".blue.black.brown"),
    ("path", "label", False, "object", ".R.100.G.200.B.150"),
    # The delimiter encoded, as clients do that encode a value as a whole:
    ("query", "form", False, "object", "color=R%2C100%2CG%2C200%2CB%2C150"),
]

# The column for the empty string, and RFC 6570, section 3.2, for the same.
EMPTY: list[tuple[ParameterLocation, str, bool, str]] = [
    ("path", "matrix", False, ";color"),
    ("path", "matrix", True, ";color"),
    ("path", "label", False, "."),
    ("path", "label", True, "."),
    ("path", "simple", False, ""),
    ("path", "simple", True, ""),
    ("query", "form", False, "color="),
    ("query", "form", True, "color="),
    ("query", "form", True, "color"),
    ("header", "simple", False, ""),
    ("header", "simple", True, ""),
    ("cookie", "form", False, "color="),
    ("cookie", "form", True, "color="),
]


def read(
    location: ParameterLocation,
    text: str,
    schema: Mapping[str, Any],
    *,
    name: str = "color",
    **fields: Any,
) -> Any:
    declared = {"name": name, "in": location, "required": True, "schema": schema, **fields}
    document = {"openapi": "3.1.0", "paths": {"/x": {"get": {"parameters": [declared]}}}}
    operation = Operation(
        id="x",
        method="GET",
        path="/x",
        pointer="/paths/~1x/get",
        handler="x",
        parameters=(Parameter(location, name, "argument"),),
    )
    reader = ParametersReader(Contract(document, json.dumps(document).encode()), operation)
    header = {"header": name.lower(), "cookie": "cookie"}.get(location)
    arguments = reader.read(
        {name: text} if location == "path" else {},
        text.encode() if location == "query" else b"",
        [(header.encode(), text.encode())] if header else [],
    )
    return arguments["argument"]


@pytest.mark.parametrize(("location", "style", "explode", "kind", "text"), TABLE)
def test_each_example_of_the_style_table_is_read(
    location: ParameterLocation, style: str, explode: bool, kind: str, text: str
) -> None:
    assert read(location, text, SCHEMAS[kind], style=style, explode=explode) == VALUES[kind]


@pytest.mark.parametrize(("location", "style", "explode", "text"), EMPTY)
def test_an_empty_string_is_read_as_one(
    location: ParameterLocation, style: str, explode: bool, text: str
) -> None:
    assert read(location, text, SCALAR, style=style, explode=explode) == ""


@pytest.mark.parametrize(
    ("expression", "style", "explode", "location", "text", "value"),
    [
        # RFC 6570, section 1.2 and 3.2: count, dom, dub, hello, half, keys, list, path, var ...
        ("{var}", "simple", False, "path", "value", "value"),
        ("{hello}", "simple", False, "path", "Hello%20World%21", "Hello World!"),
        ("{half}", "simple", False, "path", "50%25", "50%"),
        ("{list}", "simple", False, "path", "red,green,blue", ["red", "green", "blue"]),
        ("{list*}", "simple", True, "path", "red,green,blue", ["red", "green", "blue"]),
        (
            "{keys}",
            "simple",
            False,
            "path",
            "semi,%3B,dot,.,comma,%2C",
            {"semi": ";", "dot": ".", "comma": ","},
        ),
        (
            "{keys*}",
            "simple",
            True,
            "path",
            "semi=%3B,dot=.,comma=%2C",
            {"semi": ";", "dot": ".", "comma": ","},
        ),
        ("{.who}", "label", False, "path", ".fred", "fred"),
        ("{.empty}", "label", False, "path", ".", ""),
        ("{.half}", "label", False, "path", ".50%25", "50%"),
        ("{.list}", "label", False, "path", ".red,green,blue", ["red", "green", "blue"]),
        ("{.list*}", "label", True, "path", ".red.green.blue", ["red", "green", "blue"]),
        (
            "{.keys}",
            "label",
            False,
            "path",
            ".semi,%3B,dot,.,comma,%2C",
            {"semi": ";", "dot": ".", "comma": ","},
        ),
        (
            "{.keys*}",
            "label",
            True,
            "path",
            ".semi=%3B.dot=..comma=%2C",
            {"semi": ";", "dot": ".", "comma": ","},
        ),
        ("{;who}", "matrix", False, "path", ";who=fred", "fred"),
        ("{;half}", "matrix", False, "path", ";half=50%25", "50%"),
        ("{;empty}", "matrix", False, "path", ";empty", ""),
        ("{;hello}", "matrix", False, "path", ";hello=Hello%20World%21", "Hello World!"),
        ("{;list}", "matrix", False, "path", ";list=red,green,blue", ["red", "green", "blue"]),
        (
            "{;list*}",
            "matrix",
            True,
            "path",
            ";list=red;list=green;list=blue",
            ["red", "green", "blue"],
        ),
        (
            "{;keys}",
            "matrix",
            False,
            "path",
            ";keys=semi,%3B,dot,.,comma,%2C",
            {"semi": ";", "dot": ".", "comma": ","},
        ),
        (
            "{;keys*}",
            "matrix",
            True,
            "path",
            ";semi=%3B;dot=.;comma=%2C",
            {"semi": ";", "dot": ".", "comma": ","},
        ),
        ("{?who}", "form", True, "query", "who=fred", "fred"),
        ("{?half}", "form", True, "query", "half=50%25", "50%"),
        ("{?empty}", "form", True, "query", "empty=", ""),
        ("{?var}", "form", True, "query", "var=value", "value"),
        ("{?list}", "form", False, "query", "list=red,green,blue", ["red", "green", "blue"]),
        (
            "{?list*}",
            "form",
            True,
            "query",
            "list=red&list=green&list=blue",
            ["red", "green", "blue"],
        ),
        (
            "{?keys}",
            "form",
            False,
            "query",
            "keys=semi,%3B,dot,.,comma,%2C",
            {"semi": ";", "dot": ".", "comma": ","},
        ),
        (
            "{?keys*}",
            "form",
            True,
            "query",
            "semi=%3B&dot=.&comma=%2C",
            {"semi": ";", "dot": ".", "comma": ","},
        ),
    ],
)
def test_the_expansions_of_rfc_6570_are_read_back(
    expression: str, style: str, explode: bool, location: ParameterLocation, text: str, value: Any
) -> None:
    schema: dict[str, Any] = {"type": "string"}
    if isinstance(value, list):
        schema = {"type": "array", "items": schema}
    elif isinstance(value, dict):
        schema = {"type": "object", "additionalProperties": schema}
    name = expression.strip("{}.;?*")
    assert read(location, text, schema, name=name, style=style, explode=explode) == value


@pytest.mark.parametrize(
    ("style", "explode", "text"),
    [
        ("label", False, "blue"),
        ("matrix", False, "color=blue"),
        ("matrix", False, ";colour=blue"),
        ("matrix", True, ";color=blue;size=5"),
    ],
)
def test_a_text_in_another_form_is_refused(style: str, explode: bool, text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read("path", text, ARRAY, style=style, explode=explode)
    assert [(error.pointer, error.code) for error in caught.value.errors] == [
        ("path.color", "style")
    ]


def test_a_dot_in_a_value_of_a_label_is_data() -> None:
    value = read("path", ".R=1.5.G=a..b", {"type": "object"}, style="label", explode=True)
    assert value == {"R": 1.5, "G": "a..b"}
    with pytest.raises(InvalidRequest):
        read("path", ".5.R=1", {"type": "object"}, style="label", explode=True)


def test_an_encoded_delimiter_is_data_where_the_schema_takes_it() -> None:
    assert read("query", "color=a%2Cb,c", ARRAY, explode=False) == ["a,b", "c"]
    assert read("path", "a%2Cb,c", ARRAY) == ["a,b", "c"]


def test_an_encoded_delimiter_separates_where_only_that_makes_sense() -> None:
    numbers = {"type": "array", "items": {"type": "integer"}}
    assert read("query", "color=1%2C2", numbers, explode=False) == [1, 2]


def test_deep_objects_hold_arrays_and_objects() -> None:
    schema = {
        "type": "object",
        "properties": {
            "tags": {"type": "array", "items": {"type": "integer"}},
            "inner": {"type": "object", "properties": {"a": {"type": "boolean"}}},
        },
    }
    text = "color[tags]=1&color[tags]=2&color[inner][a]=true"
    value = read("query", text, schema, style="deepObject", explode=True)
    assert value == {"tags": [1, 2], "inner": {"a": True}}


@pytest.mark.parametrize("text", ["color[R", "color[R]x=1", "color[R]=1&color[R][a]=2"])
def test_a_broken_deep_object_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        read("query", text, OBJECT, style="deepObject", explode=True)


@pytest.mark.parametrize("depth", [65, 300, 2_000])
def test_a_deep_object_is_no_deeper_than_json_may_be(depth: int) -> None:
    text = "color" + "[a]" * depth + "=1"
    with pytest.raises(InvalidRequest):
        read("query", text, {"type": "object"}, style="deepObject", explode=True)
    text = "color" + "[a]" * 64 + "=1"
    assert read("query", text, {"type": "object"}, style="deepObject", explode=True)


@pytest.mark.parametrize(
    "text",
    ["color[]=blue&color[]=black&color[]=brown", "color[2]=brown&color[0]=blue&color[1]=black"],
)
def test_a_deep_object_that_counts_is_an_array_where_one_is_wanted(text: str) -> None:
    assert read("query", text, ARRAY, style="deepObject", explode=True) == COLORS
    nested = {"type": "object", "properties": {"x": ARRAY}}
    inside = text.replace("color[", "color[x][")
    assert read("query", inside, nested, style="deepObject", explode=True) == {"x": COLORS}
    assert isinstance(read("query", text, {"type": "object"}, style="deepObject"), dict)


@pytest.mark.parametrize("text", ["color[0]=a&color[2]=b", "color[01]=a", "color[-1]=a"])
def test_an_array_with_gaps_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        read("query", text, ARRAY, style="deepObject", explode=True)


def test_objects_in_an_array_of_a_deep_object_keep_their_members() -> None:
    schema = {"type": "array", "items": {"type": "object", "properties": {"p": {"type": "number"}}}}
    value = read("query", "color[1][p]=2&color[0][p]=1", schema, style="deepObject", explode=True)
    assert value == [{"p": 1}, {"p": 2}]


def test_reserved_characters_stand_for_themselves_where_they_are_allowed() -> None:
    text = "color=:/?%23[]@!$'()*+,;="
    assert read("query", text, SCALAR, allowReserved=True) == ":/?#[]@!$'()*+,;="
