"""XML through a generated service: the same models, the same errors, and answers written by it."""

from typing import Any

import pytest

from conformance.service import TAKEN, GeneratedService, errors

DOCUMENT = """\
paths:
  /pets:
    post:
      operationId: addPet
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: "#/components/schemas/Pet" } }
          application/xml: { schema: { $ref: "#/components/schemas/Pet" } }
          multipart/form-data:
            schema:
              type: object
              additionalProperties: false
              properties: { pet: { $ref: "#/components/schemas/Pet" } }
            encoding: { pet: { contentType: application/xml } }
      responses:
        "204": { description: Taken. }
components:
  schemas:
    Pet:
      type: object
      xml: { name: pet }
      required: [id, photoUrls]
      additionalProperties: false
      properties:
        id: { type: string, format: uuid, xml: { attribute: true } }
        age: { type: integer, minimum: 0 }
        photoUrls:
          type: array
          xml: { wrapped: true }
          items: { type: string, xml: { name: photoUrl } }
"""
ID = "00000000-0000-0000-0000-000000000001"
PET = f'<pet id="{ID}"><age>3</age><photoUrls><photoUrl>a</photoUrl></photoUrls></pet>'
PART = """\
--b\r
Content-Disposition: form-data; name="pet"\r
Content-Type: application/xml\r
\r
{}\r
--b--\r
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("xml"), DOCUMENT)


async def _taken(service: GeneratedService, content: str, media_type: str) -> Any:
    response = await service.post("/pets", content, media_type)
    assert response.status_code == TAKEN, response.text
    return service.arguments["body"]


async def test_xml_becomes_the_model_that_json_becomes(service: GeneratedService) -> None:
    json = f'{{"id": "{ID}", "age": 3, "photoUrls": ["a"]}}'
    pet = await _taken(service, json, "application/json")
    assert await _taken(service, PET, "application/xml") == pet
    assert await _taken(service, PET, "application/xml; charset=utf-8") == pet
    form = await _taken(service, PART.format(PET), "multipart/form-data; boundary=b")
    assert form.pet == pet


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (PET.replace("3", "-1"), ("#/age", "minimum")),
        (PET.replace(ID, "x"), ("#/id", "format")),
        (f'<pet id="{ID}"/>', ("#/photoUrls", "required")),
        (PET.replace("age", "years"), ("#/years", "additionalProperties")),
        (PET.replace("photoUrl>", "url>"), ("#/photoUrls/0", "xml")),
    ],
)
async def test_errors_are_those_of_json(
    service: GeneratedService, content: str, error: tuple[str, str]
) -> None:
    assert errors(await service.post("/pets", content, "application/xml")) == [error]
    pointer, code = error
    found = await service.post("/pets", PART.format(content), "multipart/form-data; boundary=b")
    assert errors(found) == [(f"#/pet{pointer[1:]}", code)]


async def test_the_root_is_called_as_the_schema_but_for_parts_which_have_a_name(
    service: GeneratedService,
) -> None:
    cat = PET.replace("pet", "cat")
    assert errors(await service.post("/pets", cat, "application/xml")) == [("#", "xml")]
    form = await _taken(service, PART.format(cat), "multipart/form-data; boundary=b")
    assert form.pet == await _taken(service, PET, "application/xml")


@pytest.mark.parametrize(
    "content", ["", "<pet>", "<!DOCTYPE pet><pet/>", "<pet>&secret;</pet>", PET + PET]
)
async def test_what_is_no_xml_is_a_400_that_echoes_nothing(
    service: GeneratedService, content: str
) -> None:
    response = await service.post("/pets", content, "application/xml")
    assert response.status_code == 400
    assert "secret" not in response.text


async def test_another_charset_is_a_415(service: GeneratedService) -> None:
    response = await service.post("/pets", PET, "application/xml; charset=utf-7")
    assert response.status_code == 415
