"""Parts of a form as the Encoding Objects describe them."""

import pytest

from conformance.service import TAKEN, GeneratedService, errors

DOCUMENT = """
paths:
  /form:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                file: { type: string, format: binary, minLength: 2, maxLength: 5 }
                images:
                  type: array
                  items: { type: string, contentMediaType: image/png, maxLength: 4 }
                text: { type: string }
                pair: { $ref: "#/components/schemas/Pair" }
                pairs: { type: array, items: { $ref: "#/components/schemas/Pair" } }
                point: { type: object, required: [x], properties: { x: { type: integer } } }
            encoding:
              file:
                contentType: image/*
                headers:
                  X-Key: { required: true, schema: { type: integer, minimum: 3 } }
                  X-Tags: { $ref: "#/components/headers/Tags" }
                  Content-Type: { required: true, schema: { const: ignored } }
              images: { contentType: "image/png, image/jpeg" }
              text: { contentType: text/plain }
              pair:
                contentType: application/x-www-form-urlencoded
                encoding: { of: { style: pipeDelimited, explode: false } }
              pairs: { contentType: "application/x-www-form-urlencoded, application/json" }
      responses: { "204": { description: Taken. } }
components:
  schemas:
    Pair:
      type: object
      required: [k]
      properties: { k: { type: integer }, of: { type: array, items: { type: integer } } }
  headers:
    Tags: { schema: { type: array, maxItems: 2, items: { type: integer } } }
"""
FILE = ("file", "image/gif", "X-Key: 3", b"abc")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("multipart"), DOCUMENT)


async def send(service: GeneratedService, *parts: tuple[str, str, str, bytes]) -> object:
    """Each part: its name, media type ("" for none), another header field, and content."""
    lines = []
    for name, media_type, field, content in parts:
        lines += [b"--B", f'Content-Disposition: form-data; name="{name}"'.encode()]
        lines += [f"Content-Type: {media_type}".encode()] if media_type else []
        lines += [field.encode()] if field else []
        lines += [b"", content]
    body = b"\r\n".join([*lines, b"--B--", b""])
    response = await service.post("/form", body, "multipart/form-data; boundary=B")
    return TAKEN if response.status_code == TAKEN else errors(response)


@pytest.mark.parametrize(
    "parts",
    [
        [FILE],
        [("file", "", "X-Key: 7", b"abc")],
        [("file", "image/png", "x-key: 7\r\nX-Tags: 1, 2", b"abc")],
        [("images", "image/png", "", b""), ("images", "image/jpeg; q=1", "", b"abcd")],
        [("text", "text/plain; charset=utf-8", "", b"a")],
        [("point", "application/json", "", b'{"x": 1}')],
        [("pair", "application/x-www-form-urlencoded", "", b"k=1&of=2|3")],
        [("pair", "", "", b"k=1")],
        [("pairs", "application/x-www-form-urlencoded", "", b"k=1"), ("pairs", "", "", b"k=2")],
        [("pairs", "application/json", "", b'{"k": 1}')],
    ],
)
async def test_parts_as_declared_are_taken(
    service: GeneratedService, parts: list[tuple[str, str, str, bytes]]
) -> None:
    assert await send(service, *parts) == TAKEN


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([("file", "text/plain", "X-Key: 3", b"abc")], [("#/file", "contentType")]),
        ([("file", "image/png", "", b"abc")], [("#/file", "headers")]),
        ([("file", "image/png", "X-Key: 2", b"abc")], [("#/file", "headers")]),
        ([("file", "image/png", "X-Key: 3\r\nX-Tags: 1,2,3", b"abc")], [("#/file", "headers")]),
        ([("file", "image/png", "X-Key: 3", b"a")], [("#/file", "minLength")]),
        ([("file", "image/png", "X-Key: 3", b"abcdef")], [("#/file", "maxLength")]),
        (
            [("images", "image/png", "", b"a"), ("images", "image/gif", "", b"a")],
            [("#/images/1", "contentType")],
        ),
        ([("images", "image/png", "", b"abcde")], [("#/images/0", "maxLength")]),
        ([("text", "application/json", "", b'"a"')], [("#/text", "contentType")]),
        ([("point", "application/json", "", b"{}")], [("#/point/x", "required")]),
        ([("point", "application/xml", "", b"<x/>")], [("#/point", "type")]),
        ([("pair", "", "", b"k=x&of=1")], [("#/pair/k", "type")]),
        ([("pairs", "", "", b"k=1"), ("pairs", "", "", b"of=1")], [("#/pairs/1/k", "required")]),
    ],
)
async def test_other_parts_are_refused_with_their_place(
    service: GeneratedService,
    parts: list[tuple[str, str, str, bytes]],
    found: list[tuple[str, str]],
) -> None:
    assert await send(service, *parts) == found


async def test_a_form_within_a_form_reaches_the_handler_as_its_values(
    service: GeneratedService,
) -> None:
    await send(service, ("pair", "", "", b"k=1&of=2|3"))
    assert service.arguments is not None
    pair = service.arguments["body"].pair
    assert (pair.k, pair.of) == (1, [2, 3])
