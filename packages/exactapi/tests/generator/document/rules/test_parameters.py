"""What a document may get wrong about parameters: refused, or told and honoured all the same."""

from textwrap import dedent

import pytest

from exactapi.generate.load import Loaded, load
from generator.conftest import Write

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'


def read(write: Write, text: str) -> Loaded:
    return load(write(HEAD + dedent(text).lstrip("\n")))


def declared(write: Write, parameter: str, path: str = "/a") -> Loaded:
    return read(write, f"paths: {{'{path}': {{get: {{parameters: [{{{parameter}}}]}}}}}}")


@pytest.mark.parametrize(
    ("location", "style"),
    [
        ("path", "form"),
        ("path", "deepObject"),
        ("query", "simple"),
        ("query", "matrix"),
        ("query", "nonsense"),
        ("header", "form"),
        ("cookie", "simple"),
        ("cookie", "deepObject"),
    ],
)
def test_a_style_that_the_location_does_not_have_is_refused(
    location: str, style: str, write: Write
) -> None:
    loaded = declared(
        write,
        f"name: n, in: {location}, required: true, style: {style}, schema: {{type: object}}",
        "/a/{n}" if location == "path" else "/a",
    )
    assert [each.code for each in loaded.refusals] == ["parameter-style"]
    reason = f"a {location} parameter has no style `{style}`"
    assert loaded.refusals[0].reason == reason
    assert loaded.api.operations[0].refused == ("parameter-style",)


@pytest.mark.parametrize("kind", ["string", "integer", "number", "boolean"])
def test_a_scalar_has_no_deep_object(kind: str, write: Write) -> None:
    text = f"name: n, in: query, style: deepObject, schema: {{type: {kind}}}"
    (refusal,) = declared(write, text).refusals
    assert str(refusal).endswith(
        "parameters[0].style: parameter-style: the style `deepObject` cannot write a value of type "
        f"{kind}; remove the style"
    )


@pytest.mark.parametrize(
    ("rest", "place", "reason"),
    [
        ("style: deepObject, schema: {type: array}", "style", "no specification says how"),
        ("style: pipeDelimited, schema: {type: string}", "style", "has no meaning for a single"),
        ("style: spaceDelimited, explode: true, schema: {type: array}", "explode", "is repeated"),
        ("style: pipeDelimited, explode: true, schema: {type: object}", "explode", "as if it did"),
        ("deprecated: false", "", "neither `schema` nor `content`"),
        ("content: {}", "", "neither `schema` nor `content`"),
    ],
)
def test_what_is_clear_all_the_same_is_honoured_with_a_warning(
    rest: str, place: str, reason: str, write: Write
) -> None:
    loaded = declared(write, f"name: n, in: query, {rest}")
    (warning,) = loaded.warnings
    assert warning.pointer == "/paths/~1a/get/parameters/0" + (f"/{place}" if place else "")
    assert reason in warning.reason
    assert loaded.refusals == ()


@pytest.mark.parametrize(
    "rest",
    [
        "style: deepObject, explode: true, schema: {type: object}",
        "style: pipeDelimited, schema: {type: array}",
        "style: spaceDelimited, explode: false, schema: {type: object}",
        "schema: {type: integer, default: 5}",
        "content: {text/plain: {}}",
    ],
)
def test_what_is_sound_is_not_talked_about(rest: str, write: Write) -> None:
    loaded = declared(write, f"name: n, in: query, {rest}")
    assert (loaded.refusals, loaded.warnings) == ((), ())


def test_a_cookie_must_have_a_name(write: Write) -> None:
    loaded = declared(write, 'name: "", in: cookie, schema: {type: string}')
    assert [each.code for each in loaded.refusals] == ["header-name"]
    loaded = declared(write, 'name: "a;é", in: cookie, schema: {type: string}')
    assert loaded.refusals == ()  # the style `form` encodes names as it does values


def test_headers_of_one_name_in_two_cases_are_one_parameter(write: Write) -> None:
    text = """
    paths:
      /twice:
        get:
          parameters:
            - {name: X-A, in: header, schema: {type: string}}
            - {name: x-a, in: header, schema: {type: string}}
      /replaced:
        parameters: [{name: x-a, in: header, schema: {type: string}}]
        get: {parameters: [{name: X-A, in: header, schema: {type: integer}}]}
    """
    loaded = read(write, text)
    assert [(each.code, each.location.line) for each in loaded.refusals] == [
        ("parameter-duplicate", 8)
    ]
    assert [each.name for each in loaded.api.operations[1].parameters] == ["X-A"]


def test_a_variable_that_nobody_declares_is_a_text(write: Write) -> None:
    text = """
    paths:
      /a/{x}/{y}/{z}:
        parameters: [{name: y, in: path, required: true, schema: {type: integer}}]
        get: {}
        put: {parameters: [{name: x, in: path, required: true, schema: {type: integer}}]}
    """
    loaded = read(write, text)
    get, put = loaded.api.operations
    assert {each.name for each in get.parameters} == {each.name for each in put.parameters}
    assert loaded.api.document["paths"]["/a/{x}/{y}/{z}"]["put"]["parameters"][1:] == [
        {"name": "z", "in": "path", "required": True, "schema": {"type": "string"}}
    ]
    assert str(loaded.warnings[0]) == (
        "api.yaml:6:5 paths./a/{x}/{y}/{z}.get: path-parameter: `{x}` is in the path, but no path "
        "parameter `x` is declared; declare it"
    )
    assert len(loaded.warnings) == 3
    added = [each for each in loaded.overlay if "/parameters" in each]
    assert added == [
        "/paths/~1a~1{x}~1{y}~1{z}/get/parameters",
        "/paths/~1a~1{x}~1{y}~1{z}/put/parameters/1",
    ]


def test_a_path_parameter_that_the_path_lacks_is_left_out(write: Write) -> None:
    loaded = declared(write, "name: x, in: path, required: true, schema: {type: string}")
    assert loaded.api.operations[0].parameters == ()
    assert [str(each) for each in loaded.warnings] == [
        "api.yaml:3:35 paths./a.get.parameters[0]: path-parameter: the path has no `{x}`; "
        "remove the parameter, or add it to the path"
    ]


def test_a_path_parameter_with_a_misspelt_name_is_refused(write: Write) -> None:
    text = "name: userId, in: path, required: true, schema: {type: integer}"
    loaded = declared(write, text, "/a/{user_id}")
    assert [each.code for each in loaded.refusals] == ["path-parameter"] * 2
    assert loaded.refusals[0].cure == "declare it (nearest: userId)"


@pytest.mark.parametrize("required", ["", "required: false, "])
def test_a_path_parameter_is_required_whatever_it_says(required: str, write: Write) -> None:
    loaded = declared(write, f"name: x, in: path, {required}schema: {{type: string}}", "/a/{x}")
    assert loaded.api.operations[0].parameters[0].required
    assert [each.cure for each in loaded.warnings] == ["add `required: true`: no path lacks it"]
