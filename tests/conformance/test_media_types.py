"""What of a body is enforced depends on its media type: all of a value, else its length."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from scripts.generate.load import load
from tests.conformance.service import HEAD, TAKEN, GeneratedService, errors

CONTENT = {
    "json": "text/json: {schema: {type: object, required: [a]}}",
    "text": "text/plain: {schema: {type: string, maxLength: 3, pattern: '^[a-z]*$'}}",
    "integer": "text/plain: {schema: {type: integer, maximum: 5}}",
    "choice": "text/*: {schema: {enum: [a, b, null, true]}}",
    "uuid": "text/plain: {schema: {type: string, format: uuid}}",
    "untyped": "text/plain: {schema: {maxLength: 3}}",
    "xml": "application/xml: {schema: {type: object, required: [a]}}",
    "textxml": "text/xml: {schema: {type: object, required: [a]}}",
    "lines": "application/x-ndjson: {schema: {type: object, required: [a]}}",
    "mixed": "multipart/mixed: {schema: {type: object, required: [a]}}",
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
        ("xml", "application/xml", "<a/>", b"<a/>"),
        ("textxml", "text/xml", "<a/>", b"<a/>"),
        ("lines", "application/x-ndjson", "{}\n", b"{}\n"),
        ("mixed", "multipart/mixed; boundary=b", "--b--", b"--b--"),
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
    assert (await service.post("/any", "<a/>", "application/xml")).status_code == 415


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


def test_each_schema_that_is_not_enforced_has_a_warning_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(HEAD + DOCUMENT + COMPONENTS, encoding="utf-8")
    warned = [warning for warning in load(path).warnings if warning.code == "schema-unread"]
    lines = path.read_text(encoding="utf-8").splitlines()
    unread = ("xml", "textxml", "lines", "mixed")
    for name, warning in zip(unread, warned, strict=True):
        assert CONTENT[name] in lines[warning.location.line - 1]
