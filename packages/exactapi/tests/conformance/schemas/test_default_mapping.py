"""`defaultMapping` of a discriminator: the schema for all other values, and for none."""

from typing import Any

import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors

DOCUMENT = """
$self: https://api.example.com/openapi
paths:
  /pets:
    post:
      operationId: adopt
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: "https://api.example.com/openapi#/components/schemas/Pet" } }
      responses: { "204": { description: Adopted. } }
  /either:
    post:
      operationId: choose
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Other" }]
              discriminator: { propertyName: petType, mapping: { cat: Cat }, defaultMapping: Other }
      responses: { "204": { description: Chosen. } }
components:
  schemas:
    Pet:
      type: object
      properties: { petType: { type: string }, name: { type: string } }
      discriminator: { propertyName: petType, mapping: { cat: Cat, dog: Dog }, defaultMapping: Other }
    Cat:
      allOf:
        - { $ref: "#/components/schemas/Pet" }
        - { type: object, required: [lives], properties: { lives: { type: integer } } }
    Dog:
      allOf: [{ $ref: "#/components/schemas/Pet" }]
      properties: { barks: { type: boolean } }
    Other:
      allOf: [{ $ref: "#/components/schemas/Pet" }]
      required: [note]
      properties: { note: { type: string } }
"""  # noqa: E501  # one line per schema reads better


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    folder = tmp_path_factory.mktemp("defaults")
    return GeneratedService(folder, DOCUMENT, HEAD.replace("3.1.0", "3.2.0"))


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"petType": "cat", "lives": 9}, "Cat"),
        ({"petType": "dog"}, "Dog"),
        ({"petType": "cow", "note": "moos"}, "Other"),
        ({"note": "nothing is known"}, "Other"),
    ],
)
async def test_other_values_and_none_are_of_the_default_schema(
    service: GeneratedService, body: Any, name: str
) -> None:
    response = await service.send("POST", "/pets", json=body)
    assert response.status_code == TAKEN, response.text
    assert service.arguments is not None
    assert type(service.arguments["body"]).__name__ == name


@pytest.mark.parametrize(
    ("url", "body", "place"),
    [
        ("/pets", {"petType": "cat", "note": "x"}, "#/lives"),
        ("/pets", {"petType": "cow"}, "#/note"),
        ("/pets", {"name": "x"}, "#/note"),
        ("/either", {"petType": "cow"}, "#/note"),
        ("/either", {"name": "x"}, "#/note"),
    ],
)
async def test_errors_are_those_of_the_schema_that_is_meant(
    service: GeneratedService, url: str, body: Any, place: str
) -> None:
    assert errors(await service.send("POST", url, json=body)) == [(place, "required")]
