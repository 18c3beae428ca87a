"""What of a body is enforced depends on its media type: all of a value, else its length."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors
from exactapi.generate.load import Loaded, load

CONTENT = {
    "json": "text/json: {schema: {type: object, required: [a]}}",
    "text": "text/plain: {schema: {type: string, maxLength: 3, pattern: '^[a-z]*$'}}",
    "integer": "text/plain: {schema: {type: integer, maximum: 5}}",
    "choice": "text/*: {schema: {enum: [a, b, null, true]}}",
    "uuid": "text/plain: {schema: {type: string, format: uuid}}",
    "untyped": "text/plain: {schema: {maxLength: 3}}",
    "svg": "image/svg+xml: {schema: {type: string}}",
    "octets": "application/octet-stream: {schema: {$ref: '#/components/schemas/Octets'}}",
    "any": "'*/*': {schema: {type: object, required: [a]}}",
    "suffix": "application/*+json: {schema: {type: integer, maximum: 5}}",
    "images": "image/*: {}",
}
DOCUMENT = "paths:\n" + "".join(
    f"""\
  /{name}:
    post:
      operationId: {name}
      requestBody: {{ required: true, content: {{ {content} }} }}
      responses: {{ "204": {{ description: Taken. }} }}
"""
    for name, content in CONTENT.items()
)
COMPONENTS = """
components:
  schemas:
    Octets: {allOf: [{type: string, format: binary, minLength: 2}, {maxLength: 4}]}
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("media"), DOCUMENT + COMPONENTS)


@pytest.mark.parametrize(
    ("path", "media_type", "content", "taken"),
    [
        ("json", "text/json", '{"a": 1}', {"a": 1}),
        ("text", "text/plain", "abc", "abc"),
        ("integer", "text/plain", "5", 5),
        ("choice", "text/x", "a", "a"),
        ("choice", "text/x", "null", None),
        ("choice", "text/x", "true", True),
        ("uuid", "text/plain", str(UUID(int=1)), UUID(int=1)),
        ("untyped", "text/plain", "5", "5"),
        ("svg", "image/svg+xml", "<a/>", b"<a/>"),
        ("any", "application/xml", "<x><a>1</a></x>", {"a": 1}),
        ("octets", "application/octet-stream", "\x00\x01", b"\x00\x01"),
        ("suffix", "application/vnd.a+json; profile=x", "5", 5),
        ("images", "IMAGE/PNG", "a", b"a"),
    ],
)
async def test_content_reaches_the_handler(
    service: GeneratedService, path: str, media_type: str, content: str, taken: Any
) -> None:
    response = await service.post(f"/{path}", content, media_type)
    assert response.status_code == TAKEN, response.text
    assert service.arguments == {"body": taken}


@pytest.mark.parametrize(
    ("path", "media_type", "content", "error"),
    [
        ("json", "text/json", "{}", ("#/a", "required")),
        ("text", "text/plain", "abcd", ("#", "maxLength")),
        ("text", "text/plain", "A", ("#", "pattern")),
        ("integer", "text/plain", "6", ("#", "maximum")),
        ("integer", "text/plain", "5.0", ("#", "type")),
        ("choice", "text/x", "c", ("#", "enum")),
        ("uuid", "text/plain", "x", ("#", "format")),
        ("untyped", "text/plain", "abcd", ("#", "maxLength")),
        ("octets", "application/octet-stream", "1", ("#", "minLength")),
        ("octets", "application/octet-stream", "12345", ("#", "maxLength")),
        ("any", "text/plain", "a", ("#", "type")),
        ("suffix", "application/vnd.a+json", "6", ("#", "maximum")),
        ("any", "application/xml", "<x/>", ("#/a", "required")),
        ("any", "application/x-www-form-urlencoded", "b=1", ("#/a", "required")),
    ],
)
async def test_content_that_breaks_its_schema_is_refused(
    service: GeneratedService, path: str, media_type: str, content: str, error: tuple[str, str]
) -> None:
    assert errors(await service.post(f"/{path}", content, media_type)) == [error]


async def test_content_of_which_a_value_is_wanted_and_none_can_be_read_is_unsupported(
    service: GeneratedService,
) -> None:
    assert (await service.post("/any", "a: 1", "application/yaml")).status_code == 415


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("images", "image/*"),
        ("images", "image/png, image/gif"),
        ("images", "image/png image/gif"),
        ("images", "image/(png)"),
        ("images", "image/"),
        ("suffix", "application/json"),
        ("suffix", "text/vnd.a+json"),
        ("suffix", "application/*+json"),
    ],
)
async def test_a_range_takes_one_media_type_that_is_in_it(
    service: GeneratedService, path: str, media_type: str
) -> None:
    assert (await service.post(f"/{path}", "5", media_type)).status_code == 415


REFUSED = {
    "items": "application/json: {itemSchema: {type: object}}",
    "zip": "application/zip: {schema: {type: object}}",
    "yaml": "application/yaml: {schema: {type: object}}",
    "list": "text/csv: {schema: {type: array}}",
}
SENT = {
    **{name: REFUSED[name] for name in ("items", "zip", "list")},
    "mixed": "multipart/mixed: {schema: {type: object}}",
    "parts": "multipart/mixed: {itemSchema: {type: object}}",
}
XML = {
    "nested": "{type: array, items: {type: array, items: {type: integer}}}",
    "name": "{properties: {3d-model: {type: string}}}",
    "prefix": "{properties: {a: {type: string, xml: {prefix: p}}}}",
    "attribute": "{properties: {a: {type: object, xml: {attribute: true}}}}",
    "none": "{properties: {a: {type: object, xml: {nodeType: none}}}}",
}


@pytest.mark.parametrize(
    "content", [*REFUSED.values(), *(f"text/xml: {{schema: {each}}}" for each in XML.values())]
)
def test_a_schema_of_a_request_that_cannot_be_enforced_is_refused_with_its_line(
    tmp_path: Path, content: str
) -> None:
    assert "schema-unread" in _refused(tmp_path, f"requestBody: {{ content: {{ {content} }} }}")


@pytest.mark.parametrize("content", SENT.values())
def test_a_schema_of_an_answer_that_cannot_be_written_is_refused(
    tmp_path: Path, content: str
) -> None:
    taken = f"responses: {{ 200: {{ description: x, content: {{ {content} }} }} }}"
    assert "schema-unread" in _refused(tmp_path, taken)


@pytest.mark.parametrize("media_type", ["application/yaml", "text/csv", "image/png"])
def test_parts_of_a_type_that_is_not_read_are_refused_with_their_line(
    tmp_path: Path, media_type: str
) -> None:
    form = "{type: object, properties: {o: {type: object, properties: {k: {type: integer}}}}}"
    encoding = f"{{o: {{contentType: {media_type}}}}}"
    content = f"multipart/form-data: {{schema: {form}, encoding: {encoding}}}"
    assert "schema-unread" in _refused(tmp_path, f"requestBody: {{ content: {{ {content} }} }}")


def test_an_answer_that_cannot_be_written_is_only_warned_of_beside_one_that_can(
    tmp_path: Path,
) -> None:
    content = f"application/json: {{schema: {{type: object}}}}, {REFUSED['zip']}"
    taken = f"responses: {{ 200: {{ description: x, content: {{ {content} }} }} }}"
    assert _refused(tmp_path, taken) == ()
    assert [each.code for each in _loaded(tmp_path, taken).warnings] == ["schema-unread"]


def test_a_parameter_in_xml_is_refused(tmp_path: Path) -> None:
    content = "content: { application/xml: { schema: { type: object } } }"
    parameter = f"parameters: [{{ name: q, in: query, {content} }}]"
    assert "schema-unread" in _refused(tmp_path, parameter)


def test_what_only_others_take_is_not_refused(tmp_path: Path) -> None:
    body = f"requestBody: {{ content: {{ {REFUSED['zip']} }} }}"
    hook = f"callbacks: {{ c: {{ /x: {{ post: {{ {body}, responses: {{}} }} }} }} }}"
    assert not _refused(tmp_path, hook)


def _refused(folder: Path, member: str) -> tuple[str, ...]:
    """The codes for which the only operation is refused, whose members have a line of their own."""
    loaded = _loaded(folder, member)
    line = _TEXT.count("\n") + 1
    assert all(each.location.line == line for each in loaded.refusals)
    return loaded.api.operations[0].refused


_TEXT = f"{HEAD}paths:\n  /x:\n    post:\n      operationId: x\n      "


def _loaded(folder: Path, member: str) -> Loaded:
    path = folder / "openapi.yaml"
    path.write_text(f"{_TEXT}{member}\n", encoding="utf-8")
    return load(path)
