"""Urlencoded and multipart fields written by the styles of Encoding Objects (OpenAPI 3.1.2)."""

from typing import Any

import pytest

from conformance.service import TAKEN, GeneratedService, errors

FORM = "application/x-www-form-urlencoded"
DOCUMENT = """
paths:
  /form:
    post:
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded: &form
            schema:
              type: object
              additionalProperties: false
              properties:
                plain: { type: array, items: { type: integer } }
                piped: { type: array, items: { type: integer } }
                spaced: { type: array, items: { type: integer } }
                joined: { type: array, items: { type: string } }
                deep: &point
                  type: object
                  required: [R]
                  additionalProperties: false
                  properties: { R: { type: integer }, G: { type: integer } }
                keyed:
                  type: array
                  items: { type: object, properties: { n: { type: integer } } }
                flat: *point
                spread: *point
                free: { type: [object, string], additionalProperties: { type: string } }
                json: *point
                rows: { type: array, items: { type: array, items: { type: integer } } }
            encoding:
              piped: { style: pipeDelimited }
              spaced: { style: spaceDelimited, contentType: application/json }
              joined: { explode: false }
              deep: { style: deepObject, explode: true }
              keyed: { style: deepObject, explode: true }
              flat: { style: form, explode: false }
              spread: { allowReserved: true }
              free: { style: deepObject, explode: true }
              json: { contentType: application/json }
          multipart/form-data: *form
      responses: { "204": { description: Taken. } }
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("forms"), DOCUMENT)


def taken(service: GeneratedService) -> Any:
    assert service.arguments is not None
    return service.arguments["body"].model_dump(by_alias=True, exclude_unset=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain=1&plain=2", {"plain": [1, 2]}),
        ("piped=1|2", {"piped": [1, 2]}),
        ("piped=1%7C2", {"piped": [1, 2]}),
        ("spaced=1%202", {"spaced": [1, 2]}),
        ("spaced=1+2", {"spaced": [1, 2]}),
        ("joined=a,b%2Cc", {"joined": ["a", "b,c"]}),
        ("deep[R]=1&deep%5BG%5D=2", {"deep": {"R": 1, "G": 2}}),
        ("keyed[0][n]=1&keyed[1][n]=2", {"keyed": [{"n": 1}, {"n": 2}]}),
        ("flat=R,1,G,2", {"flat": {"R": 1, "G": 2}}),
        ("R=1&G=2&plain=3", {"spread": {"R": 1, "G": 2}, "plain": [3]}),
        ("free[a]=b", {"free": {"a": "b"}}),
        ("free=", {"free": ""}),
        ('json={"R":1}', {"json": {"R": 1}}),
        ("rows=[1,2]", {"rows": [[1, 2]]}),
        ("rows=[1]&rows=[2]", {"rows": [[1], [2]]}),
        ("rows=[[1],[2]]", {"rows": [[1], [2]]}),
    ],
)
async def test_fields_are_read_in_the_style_of_their_encoding(
    service: GeneratedService, text: str, value: Any
) -> None:
    response = await service.post("/form", text, FORM)
    assert response.status_code == TAKEN, response.text
    assert taken(service) == value


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("piped=1&piped=2", ("#/piped", "duplicate")),
        ("spaced=[1,2]", ("#/spaced/0", "type")),
        ("deep={}", ("#/deep", "type")),
        ("deep[G]=1", ("#/deep/R", "required")),
        ("deep[R][=1", ("#/deep", "style")),
        ("flat=R", ("#/flat", "style")),
        ("spread={}", ("#/spread", "type")),
        ("G=2", ("#/spread/R", "required")),
        ("X=2", ("#/X", "additionalProperties")),
    ],
)
async def test_fields_in_another_style_are_refused(
    service: GeneratedService, text: str, error: tuple[str, str]
) -> None:
    assert error in errors(await service.post("/form", text, FORM))


async def test_parts_have_the_styles_without_their_percent_encoding(
    service: GeneratedService,
) -> None:
    fields = {"piped": "1|2", "deep[R]": "1", "free[a]": "%41", "joined": "a,b%2Cc"}
    files = {name: (None, text) for name, text in fields.items()}
    response = await service.send("POST", "/form", files=files)
    assert response.status_code == TAKEN, response.text
    assert taken(service) == {
        "piped": [1, 2],
        "deep": {"R": 1},
        "free": {"a": "%41"},
        "joined": ["a", "b%2Cc"],
    }
