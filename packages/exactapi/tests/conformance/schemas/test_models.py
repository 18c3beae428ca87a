"""Handlers are given models: of whatever the schema takes, and with the document's defaults."""

from typing import Any

import pytest

from conformance.service import TAKEN, GeneratedService, errors

DOCUMENT = """
paths:
  /untyped: { post: { requestBody: { $ref: "#/components/requestBodies/Untyped" }, responses: { "204": { description: Taken. } } } }
  /defaults: { post: { requestBody: { $ref: "#/components/requestBodies/Defaults" }, responses: { "204": { description: Taken. } } } }
components:
  requestBodies:
    Untyped: { content: { application/json: { schema: { $ref: "#/components/schemas/Untyped" } } } }
    Defaults: { content: { application/json: { schema: { $ref: "#/components/schemas/Defaults" } } } }
  schemas:
    Untyped:
      properties:
        count: { type: integer }
        at: { type: string, format: date-time }
        inner: { items: { $ref: "#/components/schemas/Untyped" }, type: array }
    Defaults:
      type: object
      properties:
        whole: { type: integer, default: 2.0 }
        list: { type: array, items: { type: integer }, default: [1] }
        inner: { $ref: "#/components/schemas/Inner", default: {} }
        referred: { $ref: "#/components/schemas/Five" }
        at: { type: string, format: date-time, default: now }
        short: { type: string, minLength: 1, default: "" }
    Inner: { type: object, properties: { five: { allOf: [{ $ref: "#/components/schemas/Five" }] } } }
    Five: { type: integer, default: 5 }
"""  # noqa: E501 - one line per operation reads better


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("models"), DOCUMENT)


async def sent(service: GeneratedService, path: str, content: str) -> Any:
    response = await service.post(path, content, "application/json")
    assert response.status_code == TAKEN, response.text
    assert service.arguments is not None
    return service.arguments["body"]


async def test_an_object_is_a_model_where_the_schema_does_not_say_so(
    service: GeneratedService,
) -> None:
    body = await sent(service, "/untyped", '{"count": 1.0, "inner": [{"count": 2}, "text"]}')
    assert (type(body).__name__, body.count, body.inner[0].count) == ("Untyped", 1, 2)
    assert body.inner[1] == "text"


@pytest.mark.parametrize("content", ["null", "true", "1.0", '"text"', '[{"count": 1.0}]'])
async def test_and_anything_else_is_itself(service: GeneratedService, content: str) -> None:
    body = await sent(service, "/untyped", content)
    assert body == {"null": None, "true": True, "1.0": 1.0, '"text"': "text"}.get(
        content, [{"count": 1.0}]
    )


async def test_no_object_escapes_its_model_by_a_value_that_python_cannot_hold(
    service: GeneratedService,
) -> None:
    leap = '{"at": "2016-12-31T23:59:60Z"}'
    response = await service.post("/untyped", leap, "application/json")
    assert errors(response) == [("#/at", "unsupported")]


async def test_defaults_are_filled_in_if_their_schema_takes_them(service: GeneratedService) -> None:
    for _ in range(2):  # what a handler does to a default does not last
        body = await sent(service, "/defaults", "{}")
        assert (body.whole, body.list_, body.inner.five, body.referred) == (2, [1], 5, 5)
        assert set(body.model_dump()) == {"whole", "list", "inner", "referred"}
        body.list_.append(2)
