"""Sequences in requests and in answers that are sent at once (OpenAPI 3.2, `itemSchema`)."""

from importlib import import_module
from typing import Any

import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors

HEAD_32 = HEAD.replace("3.1.0", "3.2.0")
POINT = "{ type: object, required: [n], properties: { n: { type: integer, maximum: 5 } } }"
EVENT = (
    "{ type: object, required: [data], properties: { data: { type: string }, id: { type: string },"
    " event: { enum: [add, drop] }, retry: { type: integer } } }"
)
CONTENT = {
    "lines": f"application/jsonl: {{ itemSchema: {POINT} }}",
    "records": f"application/json-seq: {{ itemSchema: {POINT} }}",
    "data": f"text/event-stream: {{ schema: {POINT} }}",
    "events": f"text/event-stream: {{ itemSchema: {EVENT} }}",
    "nested": f"text/event-stream: {{ itemSchema: {{ properties: {{ data: {POINT} }} }} }}",
    "whole": f"application/x-ndjson: {{ schema: {{ type: array, maxItems: 2, items: {POINT} }} }}",
    "both": f"application/jsonl: {{ itemSchema: {POINT}, schema: {{ minItems: 2 }} }}",
    "texts": "application/jsonl: { itemSchema: { type: string } }",
    "unread": "application/jsonl: {}",
}
DOCUMENT = "paths:\n" + "".join(
    f"""\
  /{name}:
    post:
      operationId: {name}
      requestBody: {{ required: true, content: {{ {content} }} }}
      responses:
        "200": {{ description: The same., content: {{ {content} }} }}
"""
    for name, content in CONTENT.items()
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("sequences"), DOCUMENT, HEAD_32)


def media_type(operation: str) -> str:
    return CONTENT[operation].partition(":")[0]


async def given(service: GeneratedService, operation: str, content: str) -> Any:
    response = await service.post(f"/{operation}", content, media_type(operation))
    assert response.status_code == TAKEN, response.text
    assert service.arguments is not None
    return service.arguments["body"]


@pytest.mark.parametrize(
    ("operation", "content"),
    [
        ("lines", '{"n":1}\n{"n":2}'),
        ("lines", '{"n":1}\r\n\r\n{"n":2}\n'),
        ("records", '\x1e{"n":1}\n\x1e{\n"n":2}'),
        ("data", 'data: {"n":1}\n\n: a comment\ndata: {\ndata: "n":2}\n\n'),
        ("whole", '{"n":1}\n{"n":2}\n'),
        ("both", '{"n":1}\n{"n":2}\n'),
    ],
)
async def test_items_are_models_in_a_list(
    service: GeneratedService, operation: str, content: str
) -> None:
    assert [item.n for item in await given(service, operation, content)] == [1, 2]


async def test_events_are_read_as_html_reads_them(service: GeneratedService) -> None:
    stream = (
        "\ufeffevent: add\rdata: two\rdata:  lines\rretry: 5\r\r"
        "id\nunknown: x\ndata\n\nevent: drop\n\nretry: x\ndata:1"
    )
    found = await given(service, "events", stream)
    assert [each.model_dump(exclude_unset=True) for each in found] == [
        {"event": "add", "retry": 5, "data": "two\n lines"},
        {"id": "", "data": ""},
        {"data": "1"},
    ]


async def test_data_that_can_be_no_text_is_json(service: GeneratedService) -> None:
    (event,) = await given(service, "nested", 'data: {"n": 4}\n\n')
    assert event.data.n == 4


async def test_nothing_is_no_item(service: GeneratedService) -> None:
    assert await given(service, "lines", "") == []
    assert await given(service, "texts", '"a"\n"b"') == ["a", "b"]
    assert await given(service, "unread", "{nope") == "{nope"


@pytest.mark.parametrize(
    ("operation", "content", "found"),
    [
        ("lines", '{"n":1}\n{"n":"x"}\n{}', [("#/1/n", "type"), ("#/2/n", "required")]),
        ("records", '\x1e{"n":6}', [("#/0/n", "maximum")]),
        ("data", "data: {}\n\n", [("#/0/n", "required")]),
        ("events", "event: other\ndata\n\n", [("#/0/event", "enum")]),
        ("whole", '{"n":1}\n{"n":1}\n{}', [("#", "maxItems"), ("#/2/n", "required")]),
        ("both", "{}", [("#/0/n", "required"), ("#", "minItems")]),
        ("texts", "1", [("#/0", "type")]),
    ],
)
async def test_what_a_schema_refuses_is_told_by_its_item(
    service: GeneratedService, operation: str, content: str, found: list[tuple[str, str]]
) -> None:
    response = await service.post(f"/{operation}", content, media_type(operation))
    assert errors(response) == found


@pytest.mark.parametrize(
    ("operation", "content"),
    [
        ("lines", '{"n":1}\n{nope'),
        ("lines", '{"n":1} {"n":2}'),
        ("records", '{"n":1}'),
        ("data", "data: nope\n\n"),
        ("events", b"data: \xff\n\n"),
        ("lines", b'{"n":1}\n' * 100_001),
    ],
)
async def test_what_is_not_framed_as_its_media_type_says_is_a_400(
    service: GeneratedService, operation: str, content: str | bytes
) -> None:
    response = await service.post(f"/{operation}", content, media_type(operation))
    assert response.status_code == 400


async def test_another_charset_is_a_415(service: GeneratedService) -> None:
    response = await service.post("/lines", "1", "application/jsonl; charset=utf-16")
    assert response.status_code == 415


async def answered(service: GeneratedService, operation: str, body: Any) -> Any:
    result = getattr(import_module(service.router_module("default")), f"{operation.title()}OK")
    service.answers[operation] = lambda **_: result(body=body)
    request = {"records": '\x1e{"n":1}', "texts": '"a"'}.get(operation, '{"n":1}\n{"n":1}')
    try:
        return await service.post(f"/{operation}", request, media_type(operation))
    finally:
        del service.answers[operation]


@pytest.mark.parametrize(
    ("operation", "body", "content"),
    [
        ("whole", [{"n": 1}, {"n": 2}], b'{"n":1}\n{"n":2}\n'),
        ("lines", '{"n":1}\n', b'{"n":1}\n'),
        ("records", '\x1e{"n":1}\n', b'\x1e{"n":1}\n'),
        ("texts", ["a"], b'"a"\n'),
    ],
)
async def test_what_is_sent_at_once_is_framed(
    service: GeneratedService, operation: str, body: Any, content: bytes
) -> None:
    response = await answered(service, operation, body)
    assert (response.status_code, response.content) == (200, content)


@pytest.mark.parametrize(
    ("operation", "body", "place"),
    [
        ("whole", [{"n": 1}] * 3, "#: maxItems"),
        ("whole", [{"n": 6}], "#/0/n: maximum"),
        ("lines", '{"n":6}\n', "#/0/n: maximum"),
        ("records", "nope", "no separator"),
    ],
)
async def test_what_is_sent_at_once_is_checked(
    service: GeneratedService, operation: str, body: Any, place: str
) -> None:
    response = await answered(service, operation, body)
    assert response.status_code == 500
    assert place in response.json()["detail"]
