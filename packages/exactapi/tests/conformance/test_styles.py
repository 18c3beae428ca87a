"""Expansions of RFC 6570 with several variables, text around them, or none, as whole requests.

What concerns one parameter alone is in tests/unit/text/test_styles.py. `undef`, `empty` and
the other variables are those of section 3.2; a variable that is undefined leaves no trace.

OpenAPI has a style for the operators none, `.`, `;`, `?` and `&`, and `allowReserved` for `+` in a
query. `/` is a path with several expressions. What is left has no counterpart:

- `{#...}`: a fragment never comes to a server.
- `{+...}` in a path, `{/list*}`, `{/keys*}`: a value with slashes is several segments, and
  templates have a fixed number of them ("each template expression" is one path parameter).
- `{+keys}`, `{+keys*}`: an unencoded comma is a value there and a delimiter as well.
- `?{x,empty}` and the like: a query string that is no `name=value`.
- The same variable twice (`{.who,who}`): a path has a parameter once; it has another name here.
"""

from typing import Any

import pytest

from conformance.service import TAKEN, GeneratedService

TEXT = "{type: string}"
TEXTS = "{type: array, items: {type: string}}"
KEYS = {"semi": ";", "dot": ".", "comma": ","}
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
        operation(
            "/matrix/three/{x}{y}{empty}",
            *(in_path(name, "matrix") for name in ("x", "y", "empty")),
        ),
        operation("/matrix/two/{v}{who}", in_path("v", "matrix"), in_path("who", "matrix")),
        operation("/matrix/one/{hello}", in_path("hello", "matrix")),
        operation("/simple/one/{var}", in_path("var", "simple")),
        operation("/simple/{base}index", in_path("base", "simple")),
        operation("/label/list/X{list}", in_path("list", "label", TEXTS)),
        operation("/label/list/explode/X{list}", in_path("list", "label", TEXTS, explode=True)),
        operation("/label/keys/X{keys}", in_path("keys", "label", MAP)),
        operation("/label/keys/explode/X{keys}", in_path("keys", "label", MAP, explode=True)),
        operation("/segments/{var}/{x}/here", in_path("var", "simple"), in_path("x", "simple")),
        operation("/count/{count}", in_path("count", "simple", TEXTS)),
        operation("/keys/{keys}", in_path("keys", "simple", MAP)),
        operation("/form", in_query("x"), in_query("y"), in_query("empty")),
        operation("/form/fixed", in_query("fixed"), in_query("x")),
        operation("/form/one", in_query("who"), in_query("half"), in_query("var")),
        operation(
            "/form/reserved/list", in_query("list", TEXTS, "explode: false, allowReserved: true")
        ),
        operation("/form/reserved/ref", in_query("ref", TEXT, "allowReserved: true")),
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
        (
            "{;x,y,empty}",
            "/matrix/three/;x=1024;y=768;empty",
            {"x": "1024", "y": "768", "empty": ""},
        ),
        ("{;x,y,undef}", "/matrix/;x=1024;y=768", {"x": "1024", "y": "768"}),
        ("{;v,bar,who}", "/matrix/two/;v=6;who=fred", {"v": "6", "who": "fred"}),
        ("{;hello:5}", "/matrix/one/;hello=Hello", {"hello": "Hello"}),
        ("{var:3}", "/simple/one/val", {"var": "val"}),
        ("{var:30}", "/simple/one/value", {"var": "value"}),
        (
            "{base}index",
            "/simple/http%3A%2F%2Fexample.com%2Fhome%2Findex",
            {"base": "http://example.com/home/"},
        ),
        ("{.who,who}", "/label/.fred.fred", {"half": "fred", "who": "fred"}),
        ("X{.var:3}", "/label/X.val", {"var": "val"}),
        ("X{.list}", "/label/list/X.red,green,blue", {"list": ["red", "green", "blue"]}),
        ("X{.list*}", "/label/list/explode/X.red.green.blue", {"list": ["red", "green", "blue"]}),
        ("X{.keys}", "/label/keys/X.semi,%3B,dot,.,comma,%2C", {"keys": KEYS}),
        ("X{.keys*}", "/label/keys/explode/X.semi=%3B.dot=..comma=%2C", {"keys": KEYS}),
        ("{/var,x}/here", "/segments/value/1024/here", {"var": "value", "x": "1024"}),
        ("{/half,who}", "/segments/50%25/fred/here", {"var": "50%", "x": "fred"}),
        ("{/var:1,var}", "/segments/v/value/here", {"var": "v", "x": "value"}),
        ("{/count}", "/count/one,two,three", {"count": ["one", "two", "three"]}),
        ("{/keys}", "/keys/semi,%3B,dot,.,comma,%2C", {"keys": KEYS}),
        ("{?who}", "/form/one?who=fred", {"who": "fred"}),
        ("{&half}", "/form/one?half=50%25", {"half": "50%"}),
        ("{?var:3}", "/form/one?var=val", {"var": "val"}),
        ("?fixed=yes{&x}", "/form/fixed?fixed=yes&x=1024", {"fixed": "yes", "x": "1024"}),
        (
            "{+x,hello,y}",
            "/form/reserved/list?list=1024,Hello%20World!,768",
            {"list": ["1024", "Hello World!", "768"]},
        ),
        ("{+list}", "/form/reserved/list?list=red,green,blue", {"list": ["red", "green", "blue"]}),
        ("here?ref={+path}", "/form/reserved/ref?ref=/foo/bar", {"ref": "/foo/bar"}),
        ("{+half}", "/form/reserved/ref?ref=50%25", {"ref": "50%"}),
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


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("O{empty}X", "/simple/OX"),
        ("O{undef}X", "/simple/OX"),
        ("X{.undef}", "/label/X"),
        ("X{.empty_keys}", "/label/keys/X"),
        ("X{.empty_keys*}", "/label/keys/explode/X"),
        ("{/var,empty}", "/segments/value//here"),
    ],
)
async def test_an_expression_that_leaves_no_trace_makes_another_path(
    service: GeneratedService, expression: str, path: str
) -> None:
    """A path parameter is always there (`required: true`); without it nothing is at the path."""
    assert await service.status("GET", path) == 404, expression
