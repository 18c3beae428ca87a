"""Expansions of RFC 6570 with several variables, text around them, or none, as whole requests.

What concerns one parameter alone is in tests/unit/contract/test_styles.py. `undef`, `empty` and
the other variables are those of section 3.2; a variable that is undefined leaves no trace.
"""

from typing import Any

import pytest

from tests.conformance.service import TAKEN, GeneratedService

TEXT = "{type: string}"
TEXTS = "{type: array, items: {type: string}}"
MAP = "{type: object, additionalProperties: {type: string}}"


def operation(path: str, *parameters: str) -> str:
    declared = ", ".join(f"{{{each}}}" for each in parameters)
    return f"""
  "{path}":
    get:
      parameters: [{declared}]
      responses: {{ "204": {{ description: Fine. }} }}"""


def in_path(name: str, style: str, schema: str = TEXT, *, explode: bool = False) -> str:
    flag = "true" if explode else "false"
    rest = f"style: {style}, explode: {flag}, schema: {schema}"
    return f"name: {name}, in: path, required: true, {rest}"


def in_query(name: str, schema: str = TEXT, rest: str = "") -> str:
    return f"name: {name}, in: query, schema: {schema}, {rest}"


DOCUMENT = "paths:" + "".join(
    [
        operation("/simple/{x},{y}", in_path("x", "simple"), in_path("y", "simple")),
        operation(
            "/simple/{x},{hello},{y}", *(in_path(name, "simple") for name in ("x", "hello", "y"))
        ),
        operation("/simple/O{var}X", in_path("var", "simple")),
        operation("/label/{half}{who}", in_path("half", "label"), in_path("who", "label")),
        operation("/label/www{dom}", in_path("dom", "label", TEXTS, explode=True)),
        operation("/label/X{var}", in_path("var", "label")),
        operation(
            "/matrix/{v}{empty}{who}", *(in_path(name, "matrix") for name in ("v", "empty", "who"))
        ),
        operation("/matrix/{x}{y}", in_path("x", "matrix"), in_path("y", "matrix")),
        operation("/form", in_query("x"), in_query("y"), in_query("empty")),
        operation("/form/count", in_query("count", TEXTS, "explode: false")),
        operation("/form/exploded", in_query("count", TEXTS), in_query("keys", MAP)),
        operation("/form/undefined", in_query("undef"), in_query("empty_keys", MAP)),
        operation("/form/reserved", in_query("base", TEXT, "allowReserved: true")),
    ]
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("styles"), DOCUMENT)


@pytest.mark.parametrize(
    ("expression", "url", "values"),
    [
        ("{x,y}", "/simple/1024,768", {"x": "1024", "y": "768"}),
        (
            "{x,hello,y}",
            "/simple/1024,Hello%20World%21,768",
            {"x": "1024", "hello": "Hello World!", "y": "768"},
        ),
        ("O{var}X", "/simple/OvalueX", {"var": "value"}),
        ("{.half,who}", "/label/.50%25.fred", {"half": "50%", "who": "fred"}),
        ("www{.dom*}", "/label/www.example.com", {"dom": ["example", "com"]}),
        ("X{.var}", "/label/X.value", {"var": "value"}),
        ("X{.empty}", "/label/X.", {"var": ""}),
        ("{;v,empty,who}", "/matrix/;v=6;empty;who=fred", {"v": "6", "empty": "", "who": "fred"}),
        ("{;x,y}", "/matrix/;x=1024;y=768", {"x": "1024", "y": "768"}),
        ("{?x,y}", "/form?x=1024&y=768", {"x": "1024", "y": "768"}),
        ("{?x,y,empty}", "/form?x=1024&y=768&empty=", {"x": "1024", "y": "768", "empty": ""}),
        ("{?x,y,undef}", "/form?x=1024&y=768", {"x": "1024", "y": "768"}),
        ("{?x}{&y,empty}", "/form?x=1024&y=768&empty=", {"x": "1024", "y": "768", "empty": ""}),
        ("{?count}", "/form/count?count=one,two,three", {"count": ["one", "two", "three"]}),
        (
            "{?count*}",
            "/form/exploded?count=one&count=two&count=three",
            {"count": ["one", "two", "three"]},
        ),
        (
            "{?count*,keys*}",
            "/form/exploded?count=one&semi=%3B&dot=.&comma=%2C",
            {"count": ["one"], "keys": {"semi": ";", "dot": ".", "comma": ","}},
        ),
        ("{?undef,empty_keys*}", "/form/undefined", {}),
        (
            "?base={+base}index",
            "/form/reserved?base=http://example.com/home/index",
            {"base": "http://example.com/home/index"},
        ),
    ],
)
async def test_an_expansion_is_read_back(
    service: GeneratedService, expression: str, url: str, values: dict[str, Any]
) -> None:
    assert await service.status("GET", url) == TAKEN, expression
    assert service.arguments is not None
    assert {key: each for key, each in service.arguments.items() if each is not None} == values


async def test_an_expression_of_style_simple_matches_no_empty_text(
    service: GeneratedService,
) -> None:
    """`O{empty}X` is `OX` in RFC 6570, but to a router that is another path."""
    assert await service.status("GET", "/simple/OX") == 404
