"""What a mock sends is in the media type that it says, and what the client asked for."""

from collections.abc import Callable
from typing import Any

import httpx2 as httpx
import pytest

from exactapi.generate.load import load
from exactapi.mock.app import create_app
from exactapi.mock.package import generated_package

ANSWERS = {
    "events": "text/event-stream: { schema: { const: { n: 1 } } }",
    "words": "text/event-stream: { schema: { const: a } }",
    "whole": "text/event-stream: { schema: { properties: { data: {} }, const: { data: a } } }",
    "stream": "text/event-stream: { schema: { type: string }, example: as it is }",
    "lines": "application/jsonl: { schema: { const: [1] } }",
    "records": "application/json-seq: { schema: { const: 1 } }",
    "parts": "multipart/form-data: { schema: { const: { a: [1] } } }",
    "form": "application/x-www-form-urlencoded: { schema: { const: { a: [1, true], b: {} } } }",
    "short": "text/plain: { schema: { type: string, maxLength: 3 }, example: too long }",
    "image": "image/*: {}",
    "anything": "'*/*': { schema: { const: { n: 1 } } }",
}
DOCUMENT = """
openapi: 3.1.0
info: { title: Contents, version: "1" }
paths:
  /chosen:
    get:
      responses:
        "200":
          description: In two forms.
          headers: { vary: { schema: { const: Origin } } }
          content:
            application/json: { schema: {}, examples: { one: { value: 1 } } }
            text/csv: { schema: { type: string }, examples: { two: { value: "2" } } }
        "202":
          description: Later.
          content: { application/json: { schema: {}, examples: { later: { value: 3 } } } }
        "204": { description: Nothing. }
  /headed:
    get:
      responses:
        "200":
          description: With a header.
          headers: { X-Name: { required: true, schema: { enum: ["€", "é"] } } }
""" + "".join(
    f"""\
  /{name}:
    get:
      responses:
        "200": {{ description: Made up., content: {{ {content} }} }}
"""
    for name, content in ANSWERS.items()
)
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    spec = tmp_path_factory.mktemp("contents") / "openapi.yaml"
    spec.write_text(DOCUMENT, encoding="utf-8")
    loaded = load(spec)
    app = create_app(generated_package(loaded, spec.name), overlay=loaded.overlay)

    async def get(path: str, **headers: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
            return await client.get(f"/{path}", headers=headers)

    return get


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("events", 'data: {"n":1}\n\n' * 3),
        ("words", "data: a\n\n" * 3),
        ("whole", "data: a\n\n" * 3),
        ("stream", "as it is"),
        ("lines", "1\n"),
        ("records", "\x1e1\n" * 3),
        (
            "parts",
            '--mock\r\nContent-Disposition: form-data; name="a"\r\n\r\n[1]\r\n--mock--\r\n',
        ),
        ("form", "a=1&a=true&b=%7B%7D"),
    ],
)
async def test_a_value_is_written_in_its_media_type(ask: Ask, path: str, content: str) -> None:
    response = await ask(path)
    assert (response.status_code, response.text) == (200, content)


async def test_a_text_that_its_schema_refuses_is_no_example(ask: Ask) -> None:
    response = await ask("short")
    assert response.status_code == 200
    assert len(response.text) <= 3


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("image", "image/*", "image/png"),
        ("image", "image/gif;q=0.5, image/webp", "image/webp"),
        ("anything", "text/html, */*;q=0.1", "application/json"),
        ("anything", "application/vnd.x+json", "application/vnd.x+json"),
        ("anything", "text/plain", "text/plain; charset=utf-8"),
        ("chosen", "text/csv", "text/csv; charset=utf-8"),
        ("chosen", "text/html", "application/json"),
    ],
)
async def test_a_range_is_narrowed_to_what_the_client_accepts(
    ask: Ask, path: str, accept: str, media_type: str
) -> None:
    response = await ask(path, accept=accept)
    assert (response.status_code, response.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize(
    ("example", "accept", "status", "content"),
    [
        ("one", "*/*", 200, "1"),
        ("two", "*/*", 200, "2"),
        ("later", "*/*", 202, "3"),
        ("two", "application/json", 200, "1"),
    ],
)
async def test_an_example_is_found_in_any_success_and_media_type_that_is_accepted(
    ask: Ask, example: str, accept: str, status: int, content: str
) -> None:
    response = await ask("chosen", prefer=f"example={example}", accept=accept)
    assert (response.status_code, response.text) == (status, content)


@pytest.mark.parametrize("code", ["100", "999", "600"])
async def test_a_code_that_ends_no_exchange_is_not_preferred(ask: Ask, code: str) -> None:
    assert (await ask("chosen", prefer=f"code={code}")).status_code == 200


async def test_a_header_of_the_document_is_not_replaced(ask: Ask) -> None:
    assert (await ask("chosen")).headers["vary"] == "Origin, Origin"  # the other is of CORS
    assert "Accept, Prefer" in (await ask("image")).headers["vary"]


async def test_a_header_has_a_value_that_can_be_sent(ask: Ask) -> None:
    assert (await ask("headed")).headers["x-name"] == "é"
