"""Sequences of items: how each media type frames them, and that each item is checked."""

from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

import pytest
from structlog.testing import capture_logs

from conformance.service import GeneratedService
from exactapi.problems import ContractViolationError

TYPES = {
    "events": "text/event-stream",
    "records": "application/json-seq",
    "features": "application/geo+json-seq",
    "lines": "application/x-ndjson",
    "rows": "application/jsonl",
}
DOCUMENT = "paths:\n" + "".join(
    f"""\
  /{name}:
    get:
      operationId: {name}
      responses:
        "200":
          description: Items.
          content:
            {media_type}:
              schema: {{ type: object, properties: {{ n: {{ type: integer, maximum: 5 }} }} }}
"""
    for name, media_type in TYPES.items()
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("streams"), DOCUMENT)


async def sent(service: GeneratedService, operation: str, *items: Any) -> bytes:
    async def stream() -> AsyncIterator[Any]:
        for item in items:
            yield item

    result = getattr(import_module(service.router_module("default")), f"{operation.title()}OK")
    service.answers[operation] = lambda **_: result(body=stream())
    return (await service.send("GET", f"/{operation}")).content


@pytest.mark.parametrize(
    ("operation", "content"),
    [
        ("events", b'data: {"n":1}\n\ndata: {"n":2}\n\n'),
        ("records", b'\x1e{"n":1}\n\x1e{"n":2}\n'),
        ("features", b'\x1e{"n":1}\n\x1e{"n":2}\n'),
        ("lines", b'{"n":1}\n{"n":2}\n'),
        ("rows", b'{"n":1}\n{"n":2}\n'),
    ],
)
async def test_items_are_framed_as_their_media_type_says(
    service: GeneratedService, operation: str, content: bytes
) -> None:
    assert await sent(service, operation, {"n": 1}, {"n": 2}) == content


async def test_texts_are_frames_of_the_handlers_own(service: GeneratedService) -> None:
    frame = 'event: added\nid: 7\nretry: 100\ndata: {"n": 1}\n\n'
    assert await sent(service, "events", frame, b": still here\n\n") == (
        frame.encode() + b": still here\n\n"
    )


@pytest.mark.parametrize("operation", TYPES)
async def test_an_item_that_breaks_its_schema_is_logged_and_breaks_the_stream_off(
    service: GeneratedService, operation: str
) -> None:
    with capture_logs() as logs, pytest.raises(ContractViolationError, match="maximum"):
        await sent(service, operation, {"n": 1}, {"n": 6})
    violated, broken_off = logs
    assert (violated["event"], violated["operation"]) == ("contract_violated", operation)
    assert broken_off["event"] == "unhandled error"
