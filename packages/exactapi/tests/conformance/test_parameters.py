"""Every location, style and `explode` with every kind of schema, as a generated handler gets it.

The texts are written here by RFC 6570, section 3.2.1, and the table "Style Values" of OpenAPI
3.1, from the values alone: nothing of the runtime is used. Headers are not encoded ("Parameter
Locations" leaves them as they are), cookies are encoded like a query.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

import pytest
from pydantic import BaseModel

from conformance.service import TAKEN, GeneratedService, errors

ID = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"
HOUR = timezone(timedelta(hours=1))


class Kind(NamedTuple):
    """A schema, values with the argument that each becomes, and values that it does not take."""

    schema: dict[str, Any]
    good: tuple[tuple[Any, Any], ...]
    bad: tuple[Any, ...] = ()


def same(*values: Any) -> tuple[tuple[Any, Any], ...]:
    return tuple((value, value) for value in values)


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: dict[str, Any], **rules: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **rules}


COMPONENTS = {
    "Size": {"type": "integer", "minimum": 1, "maximum": 9},
    "Color": {"type": "string", "enum": ["red", "dark blue", "a&b"]},
    "Point": {
        "type": "object",
        "required": ["x"],
        "properties": {
            "x": {"type": "integer"},
            "y": {"type": "number"},
            "on": {"type": "boolean"},
        },
        "additionalProperties": False,
    },
}
TEXT = {"type": "string"}
RESERVED = "a:/?#[]@!$&'()*+,;=%|~ -._\"\\<>^`{}"

SCALARS = {
    "text": Kind(TEXT, same("blue", "5", "null", "true", " x ", RESERVED, "é \U0001f600", "%41")),
    "bounded": Kind({"type": "string", "minLength": 2, "maxLength": 3}, same("ab"), ("a", "abcd")),
    "pattern": Kind({"type": "string", "pattern": "^[a-z]+$"}, same("ab"), ("AB", "a1")),
    "integer": Kind({"type": "integer"}, same(0, -5, 2**70), ("x", 1.5, "+5", "05", "1_0", True)),
    "int32": Kind({"type": "integer", "format": "int32"}, same(2**31 - 1), (2**31,)),
    "number": Kind({"type": "number"}, same(1, -0.5, 1e300), ("x", "NaN", "1e999", True)),
    "decimal": Kind({"type": "number", "multipleOf": 0.01}, same(0.07, 19.99), (0.075,)),
    "boolean": Kind({"type": "boolean"}, same(True, False), ("True", "yes", 1, 0)),
    "nullable": Kind({"type": ["integer", "null"]}, same(5, None), ("x",)),
    "enum": Kind(ref("Color"), (("red", "red"), ("dark blue", "dark blue")), ("green", "RED")),
    "numbers": Kind({"enum": [1, 2.5, "three"]}, same(1, 2.5, "three"), (2, "four")),
    "const": Kind({"const": 7}, same(7), (8, "seven")),
    "size": Kind(ref("Size"), same(1, 9), (0, 10, "x")),
    "all": Kind({"allOf": [ref("Size"), {"multipleOf": 2}]}, same(4), (3, 10)),
    "one": Kind({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, same(4, True), ("x", 1.5)),
    "any": Kind({"anyOf": [ref("Size"), ref("Color")]}, same(4, "red"), (10, "green")),
    "not": Kind({"type": "string", "not": {"enum": ["no"]}}, same("yes"), ("no",)),
    "uuid": Kind({"type": "string", "format": "uuid"}, ((ID, UUID(ID)),), ("1", ID + "0")),
    "date": Kind(
        {"type": "string", "format": "date"},
        (("2026-11-22", date(2026, 11, 22)),),
        ("2026-02-30", "22.11.2026"),
    ),
    "time": Kind(
        {"type": "string", "format": "date-time"},
        (("2026-11-22T10:00:00+01:00", datetime(2026, 11, 22, 10, tzinfo=HOUR)),),
        ("2026-11-22", "now"),
    ),
    "email": Kind({"type": "string", "format": "email"}, same("ada@example.com"), ("ada",)),
}
ARRAYS = {
    "texts": Kind(array(TEXT), same(["blue", "black"], ["a"], ["a,b", "c d", "e|f", "é", "&=;."])),
    "integers": Kind(array({"type": "integer"}), same([1, -2, 3], [7]), (["x"], [1, "y"], [1.5])),
    "booleans": Kind(array({"type": "boolean"}), same([True, False]), ([True, "no"],)),
    "colors": Kind(array(ref("Color")), same(["red", "dark blue"]), (["red", "green"],)),
    "unique": Kind(array(TEXT, uniqueItems=True), same(["a", "b"]), (["a", "a"],)),
    "few": Kind(array(TEXT, minItems=2, maxItems=3), same(["a", "b"]), (["a"], ["a"] * 4)),
    "days": Kind(
        array({"type": "string", "format": "date"}),
        ((["2026-11-22", "2026-11-23"], [date(2026, 11, 22), date(2026, 11, 23)]),),
        (["2026-11-22", "x"],),
    ),
    "tuple": Kind(
        {"type": "array", "prefixItems": [{"type": "integer"}, TEXT], "items": False},
        same([1, "2"]),
        (["x", "y"], [1, "2", "3"]),
    ),
    "mixed": Kind(array({"type": ["integer", "boolean", "string"]}), same([1, True, "x"])),
}
OBJECTS = {
    "point": Kind(
        ref("Point"),
        same({"x": 1, "y": 2.5, "on": True}, {"x": 5}),
        ({"x": "a"}, {"y": 1}, {"x": 1, "on": "yes"}),
    ),
    "free": Kind(
        {"type": "object", "additionalProperties": {"type": "integer"}},
        same({"a": 1, "b": 2}, {"__proto__": 1}, {"class": 5, "é": 6}),
        ({"a": "x"},),
    ),
    "whole": Kind(
        {
            "allOf": [
                {"type": "object", "required": ["p"]},
                {"properties": {"p": {"type": "number"}}},
            ]
        },
        same({"p": 1.5}),
        ({"p": "x"},),
    ),
}
STYLES = [
    ("path", "simple", False),
    ("path", "simple", True),
    ("path", "label", False),
    ("path", "label", True),
    ("path", "matrix", False),
    ("path", "matrix", True),
    ("query", "form", False),
    ("query", "form", True),
    ("query", "spaceDelimited", False),
    ("query", "pipeDelimited", False),
    ("query", "deepObject", True),
    ("header", "simple", False),
    ("header", "simple", True),
    ("cookie", "form", False),
    ("cookie", "form", True),
]
PREFIXES = {"label": ".", "matrix": ";"}
DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


def kinds(style: str) -> dict[str, Kind]:
    if style == "deepObject":
        return OBJECTS
    return ARRAYS | OBJECTS if style in DELIMITERS else SCALARS | ARRAYS | OBJECTS


def plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def written(location: str, style: str, name: str, value: Any, *, explode: bool) -> str:
    """The expansion of a value, the name included where the style has one."""

    def text(part: Any) -> str:
        return plain(part) if location == "header" else quote(plain(part), safe="")

    prefix = PREFIXES.get(style, "")
    is_named = style == "matrix" or location in ("query", "cookie")
    between = {"query": "&", "cookie": "; "}.get(location, prefix or ",")
    if style == "deepObject":
        return "&".join(f"{name}%5B{text(key)}%5D={text(part)}" for key, part in value.items())
    if explode and isinstance(value, dict):
        return prefix + between.join(f"{text(key)}={text(part)}" for key, part in value.items())
    if explode and isinstance(value, list):
        named = f"{name}=" if is_named else ""
        return prefix + between.join(f"{named}{text(part)}" for part in value)
    delimiter = DELIMITERS.get(style, ",")
    if isinstance(value, dict):
        flat = delimiter.join(f"{text(key)}{delimiter}{text(part)}" for key, part in value.items())
    else:
        flat = delimiter.join(map(text, value)) if isinstance(value, list) else text(value)
    return prefix + (f"{name}={flat}" if is_named else flat)


def ambiguous(location: str, style: str, value: Any, *, explode: bool) -> bool:
    """Whether the text of a value is also that of another, so that no reader could be right."""
    parts = (
        value if isinstance(value, list) else [*value.values()] if isinstance(value, dict) else []
    )
    names = [*value] if isinstance(value, dict) else []
    if location == "header":  # nothing is encoded there, and blanks around it are not its own
        texts = [plain(each) for each in [*parts, *names] or [value]]
        is_split = any("," in each for each in texts) and bool(parts)
        return is_split or any(not each.isascii() or each != each.strip() for each in texts)
    if style in DELIMITERS:  # an encoded delimiter is one
        return any(" " in plain(each) or "|" in plain(each) for each in parts)
    if style == "label":  # a dot is never encoded, and separated arrays up to OpenAPI 3.1.0
        return any("." in plain(each) for each in parts) and (explode or len(parts) == 1)
    return False


class Case(NamedTuple):
    location: str
    style: str
    explode: bool
    kind: str

    @property
    def path(self) -> str:
        path = f"/{self.location}/{self.style}/{str(self.explode).lower()}/{self.kind}"
        return f"{path}/{{v}}" if self.location == "path" else path


CASES = [
    Case(location, style, explode, kind)
    for location, style, explode in STYLES
    for kind in kinds(style)
]


def document() -> str:
    paths = {
        case.path: {
            "get": {
                "parameters": [
                    {
                        "name": "v",
                        "in": case.location,
                        "required": True,
                        "style": case.style,
                        "explode": case.explode,
                        "schema": kinds(case.style)[case.kind].schema,
                    }
                ],
                "responses": {"204": {"description": "Fine."}},
            }
        }
        for case in CASES
    }
    return json.dumps({"paths": paths, "components": {"schemas": COMPONENTS}})[1:-1]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    head = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, '
    return GeneratedService(tmp_path_factory.mktemp("parameters"), document() + "}", head)


async def send(service: GeneratedService, case: Case, value: Any) -> Any:
    text = written(case.location, case.style, "v", value, explode=case.explode)
    match case.location:
        case "path":
            return await service.send("GET", case.path.replace("{v}", text))
        case "query":
            return await service.send("GET", f"{case.path}?{text}")
        case "header":
            return await service.send("GET", case.path, headers={"V": text})
    others = "" if case.explode and isinstance(value, dict) else "other=1; "
    return await service.send("GET", case.path, headers={"Cookie": others + text})


def held(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, list | tuple):
        return [held(each) for each in value]
    return value


def usable(case: Case, values: Iterator[Any]) -> list[Any]:
    return [
        value
        for value in values
        if not ambiguous(case.location, case.style, value, explode=case.explode)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
async def test_a_value_reaches_the_handler_as_its_type(
    service: GeneratedService, case: Case
) -> None:
    kind = kinds(case.style)[case.kind]
    expected = dict(zip(map(json.dumps, (value for value, _ in kind.good)), kind.good, strict=True))
    for value in usable(case, (value for value, _ in kind.good)):
        response = await send(service, case, value)
        assert response.status_code == TAKEN, (value, response.text)
        assert service.arguments is not None
        found, wanted = held(service.arguments["v"]), expected[json.dumps(value)][1]
        assert found == wanted, value
        assert type(found) is type(wanted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
async def test_a_value_that_the_schema_does_not_take_is_422(
    service: GeneratedService, case: Case
) -> None:
    for value in usable(case, iter(kinds(case.style)[case.kind].bad)):
        response = await send(service, case, value)
        found = errors(response)
        assert all(place.startswith(f"{case.location}.v") for place, _ in found), (value, found)
        assert service.arguments is None
