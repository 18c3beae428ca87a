"""Parts of a multipart body by their positions (OpenAPI 3.2, "Encoding By Position")."""

from pathlib import Path
from typing import Any

import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors
from exactapi.generate.load import load

HEAD_32 = HEAD.replace("3.1.0", "3.2.0")
POINT = "{ type: object, required: [x], properties: { x: { type: integer } } }"
DOCUMENT = f"""
paths:
  /album:
    post:
      operationId: album
      requestBody:
        required: true
        content:
          multipart/mixed:
            schema:
              type: array
              minItems: 2
              prefixItems: [{POINT}, {{ type: integer }}]
              items: {{ contentMediaType: image/png, maxLength: 4 }}
            prefixEncoding: [{{}}, {{ contentType: text/plain, headers: {{ X-Unit: {{ required: true, schema: {{ enum: [m] }} }} }} }}]
            itemEncoding: {{ contentType: "image/*" }}
      responses: {{ "204": {{ description: Kept. }} }}
  /stream:
    post:
      operationId: stream
      requestBody:
        required: true
        content:
          multipart/mixed: {{ itemSchema: {POINT}, itemEncoding: {{ contentType: application/json }} }}
      responses: {{ "204": {{ description: Kept. }} }}
  /named:
    post:
      operationId: named
      requestBody:
        required: true
        content: {{ multipart/related: {{ schema: {{ type: object, properties: {{ x: {{ type: integer }} }} }} }} }}
      responses: {{ "204": {{ description: Kept. }} }}
  /turns:
    post:
      operationId: turns
      requestBody:
        required: true
        content:
          multipart/mixed:
            schema: {{ type: array, prefixItems: [{{ contentMediaType: image/png }}, {POINT}, {{ contentMediaType: image/png }}] }}
      responses: {{ "204": {{ description: Kept. }} }}
  /octets:
    post:
      operationId: octets
      requestBody: {{ required: true, content: {{ multipart/mixed: {{}} }} }}
      responses: {{ "204": {{ description: Kept. }} }}
"""  # noqa: E501  # one line per encoding reads better
Part = tuple[str, bytes]
JSON, UNIT = "Content-Type: application/json", "Content-Type: text/plain\r\nX-Unit: m"
PNG = "Content-Type: image/png"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("positions"), DOCUMENT, HEAD_32)


def body(*parts: Part) -> bytes:
    lines = [
        line
        for fields, content in parts
        for line in (b"--B", *([fields.encode()] if fields else []), b"", content)
    ]
    return b"\r\n".join([*lines, b"--B--", b""])


async def send(service: GeneratedService, operation: str, *parts: Part) -> Any:
    kind = "related" if operation == "named" else "mixed"
    return await service.post(f"/{operation}", body(*parts), f"multipart/{kind}; boundary=B")


async def test_parts_are_items_of_a_tuple(service: GeneratedService) -> None:
    parts = [(JSON, b'{"x": 1}'), (UNIT, b"5"), (PNG, b"\x89PNG"), (PNG, b"abc")]
    assert (await send(service, "album", *parts)).status_code == TAKEN
    assert service.arguments is not None
    point, number, *files = service.arguments["body"]
    assert (point.x, number) == (1, 5)
    assert [await each.read() for each in files] == [b"\x89PNG", b"abc"]


async def test_a_part_without_fields_is_what_its_position_says(service: GeneratedService) -> None:
    assert (await send(service, "stream", ("", b'{"x": 1}'), (JSON, b'{"x": 2}'))).status_code == (
        TAKEN
    )
    assert service.arguments is not None
    assert [each.x for each in service.arguments["body"]] == [1, 2]


async def test_files_and_values_keep_their_order(service: GeneratedService) -> None:
    parts = [(PNG, b"a"), (JSON, b'{"x": 1}'), (PNG, b"b")]
    assert (await send(service, "turns", *parts)).status_code == TAKEN
    assert service.arguments is not None
    first, point, last = service.arguments["body"]
    assert (await first.read(), point.x, await last.read()) == (b"a", 1, b"b")


async def test_more_than_ten_parts_stay_in_order(service: GeneratedService) -> None:
    parts = [(JSON, b'{"x": %d}' % number) for number in range(12)]
    assert (await send(service, "stream", *parts)).status_code == TAKEN
    assert service.arguments is not None
    assert [each.x for each in service.arguments["body"]] == [*range(12)]


async def test_an_object_has_named_parts_whatever_the_subtype(service: GeneratedService) -> None:
    field = 'Content-Disposition: form-data; name="x"'
    assert (await send(service, "named", (field, b"3"))).status_code == TAKEN
    assert service.arguments is not None
    assert service.arguments["body"].x == 3


async def test_without_a_schema_the_body_is_octets(service: GeneratedService) -> None:
    assert (await send(service, "octets", ("", b"a"))).status_code == TAKEN
    assert service.arguments is not None
    assert service.arguments["body"] == body(("", b"a"))


@pytest.mark.parametrize(
    ("operation", "parts", "found"),
    [
        ("album", [(JSON, b"{}"), (UNIT, b"5")], [("#/0/x", "required")]),
        ("album", [(JSON, b'{"x": 1}')], [("#", "minItems")]),
        ("album", [(JSON, b'{"x": 1}'), (UNIT, b"a")], [("#/1", "type")]),
        ("album", [(JSON, b'{"x": 1}'), ("Content-Type: text/plain", b"5")], [("#/1", "headers")]),
        (
            "album",
            [(JSON, b'{"x": 1}'), (UNIT, b"5"), (PNG, b"a"), ("Content-Type: text/html", b"a")],
            [("#/3", "contentType")],
        ),
        ("album", [(JSON, b'{"x": 1}'), (UNIT, b"5"), (PNG, b"abcde")], [("#/2", "maxLength")]),
        ("stream", [(JSON, b'{"x": 1}'), (JSON, b"{}")], [("#/1/x", "required")]),
        ("stream", [("Content-Type: text/plain", b"1")], [("#/0", "contentType")]),
    ],
)
async def test_what_a_schema_or_an_encoding_refuses_is_told_by_position(
    service: GeneratedService, operation: str, parts: list[Part], found: list[tuple[str, str]]
) -> None:
    assert errors(await send(service, operation, *parts)) == found


@pytest.mark.parametrize("member", ["prefixEncoding: [{contentType: application/yaml}]"])
def test_parts_of_a_type_that_is_not_read_are_refused_with_their_line(
    tmp_path: Path, member: str
) -> None:
    spec = tmp_path / "openapi.yaml"
    schema = "schema: {type: array, items: {type: object}}"
    content = f"{{multipart/mixed: {{{schema}, {member}}}}}"
    operation = f'{{requestBody: {{content: {content}}}, responses: {{"204": {{description: d}}}}}}'
    spec.write_text(f"{HEAD_32}paths:\n  /a:\n    post: {operation}\n", encoding="utf-8")
    refusals = load(spec).refusals
    assert [(each.code, each.location.line) for each in refusals] == [("schema-unread", 5)]
