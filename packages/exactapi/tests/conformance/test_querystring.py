"""The whole query string as one parameter (OpenAPI 3.2, "Parameter Object", `querystring`)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors
from exactapi.generate.load import load

HEAD_32 = HEAD.replace("3.1.0", "3.2.0")
DOCUMENT = """
paths:
  /form:
    get:
      operationId: form
      security: [{}, { key: [] }]
      parameters:
        - name: filter
          in: querystring
          required: true
          content:
            application/x-www-form-urlencoded:
              schema: { $ref: "#/components/schemas/Filter" }
              encoding: { tags: { style: pipeDelimited, explode: false } }
      responses: { "204": { description: Found. } }
  /json:
    get:
      operationId: json
      parameters:
        - name: filter
          in: querystring
          content: { application/json: { schema: { $ref: "#/components/schemas/Filter" } } }
      responses: { "204": { description: Found. } }
  /text:
    get:
      operationId: text
      parameters:
        - name: selector
          in: querystring
          content:
            application/jsonpath: { schema: { type: string, pattern: '^\\$', maxLength: 10 } }
      responses: { "204": { description: Found. } }
components:
  securitySchemes: { key: { type: apiKey, in: query, name: key } }
  schemas:
    Filter:
      type: object
      required: [since]
      additionalProperties: false
      properties:
        since: { type: string, format: date }
        tags: { type: array, items: { type: string } }
        near: { type: object, properties: { lat: { type: number } } }
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("querystring"), DOCUMENT, HEAD_32)


async def given(service: GeneratedService, url: str) -> Any:
    response = await service.send("GET", url)
    assert response.status_code == TAKEN, response.text
    assert service.arguments is not None
    return next(iter(service.arguments.values()))


async def test_a_form_is_a_model_with_its_encodings(service: GeneratedService) -> None:
    url = "/form?since=2026-11-29&tags=a%20b|c&near=%7B%22lat%22:1.5%7D&key=secret"
    found = await given(service, url)
    assert (found.since, found.tags, found.near.lat) == (date(2026, 11, 29), ["a b", "c"], 1.5)


async def test_json_is_a_model(service: GeneratedService) -> None:
    found = await given(service, "/json?%7B%22since%22:%222026-11-29%22,%22tags%22:[%22a+b%22]%7D")
    assert (found.since, found.tags) == (date(2026, 11, 29), ["a+b"])


async def test_a_text_is_decoded(service: GeneratedService) -> None:
    assert await given(service, "/text?$.a%5B%3F1%5D&=") == "$.a[?1]&="


@pytest.mark.parametrize("path", ["/json", "/json?", "/text"])
async def test_without_a_query_string_the_value_is_absent(
    service: GeneratedService, path: str
) -> None:
    assert await given(service, path) is None


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("/form", [("querystring.filter", "required")]),
        ("/form?key=secret", [("querystring.filter", "required")]),
        (
            "/form?since=x&other=1",
            [
                ("querystring.filter/other", "additionalProperties"),
                ("querystring.filter/since", "format"),
            ],
        ),
        ("/json?%7B%7D", [("querystring.filter/since", "required")]),
        ("/text?a", [("querystring.selector", "pattern")]),
        ("/text?$..........", [("querystring.selector", "maxLength")]),
    ],
)
async def test_what_its_schema_refuses_is_told_by_place(
    service: GeneratedService, url: str, found: list[tuple[str, str]]
) -> None:
    assert errors(await service.send("GET", url)) == found


@pytest.mark.parametrize("url", ["/json?since=1", "/form?since=%FF", "/form?since=%zz"])
async def test_what_cannot_be_read_is_a_400(service: GeneratedService, url: str) -> None:
    assert await service.status("GET", url) == 400


FORM = "content: {application/x-www-form-urlencoded: {schema: {type: object}}}"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        (f"{{name: a, in: querystring, {FORM}}}, {{name: b, in: query}}", "parameter-duplicate"),
        (
            f"{{name: a, in: querystring, {FORM}}}, {{name: b, in: querystring, {FORM}}}",
            "parameter-duplicate",
        ),
        ("{name: a, in: querystring, schema: {type: string}}", "parameter-schema"),
        ("{name: a, in: querystring}", "parameter-schema"),
    ],
)
def test_what_has_no_place_in_a_query_string_is_refused_with_its_line(
    tmp_path: Path, parameters: str, code: str
) -> None:
    spec = tmp_path / "openapi.yaml"
    operation = f'{{parameters: [{parameters}], responses: {{"204": {{description: d}}}}}}'
    spec.write_text(f"{HEAD_32}paths:\n  /x:\n    get: {operation}\n", encoding="utf-8")
    found = [(each.code, each.location.line) for each in load(spec).refusals]
    assert found == [(code, 5)]
