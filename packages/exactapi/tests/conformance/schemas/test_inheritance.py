"""A discriminator on the base of `allOf` chooses the subtype, over HTTP."""

from typing import Any

import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors

DOCUMENT = """
paths:
  /pets:
    post:
      operationId: adopt
      parameters:
        - { name: like, in: query, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
      responses:
        "200": { description: Its friend., content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
components:
  schemas:
    Pet:
      type: object
      required: [petType]
      properties:
        petType: { type: string }
        friends: { type: array, items: { $ref: "#/components/schemas/Pet" } }
      discriminator:
        propertyName: petType
        mapping: { cat: Cat, siamese: "#/components/schemas/Siamese", dog: Dog }
    Cat:
      allOf:
        - { $ref: "#/components/schemas/Pet" }
        - { type: object, required: [lives], properties: { lives: { type: integer } } }
    Siamese:
      allOf:
        - { $ref: "#/components/schemas/Cat" }
        - { type: object, properties: { voice: { type: string } } }
    Dog:
      allOf: [{ $ref: "#/components/schemas/Pet" }]
      properties: { barks: { type: boolean } }
"""  # noqa: E501  # one line per response reads better


@pytest.fixture(scope="module", params=["3.0.3", "3.1.0"])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> GeneratedService:
    folder = tmp_path_factory.mktemp("inheritance")
    return GeneratedService(folder, DOCUMENT, HEAD.replace("3.1.0", request.param))


async def given(service: GeneratedService, body: object) -> Any:
    response = await service.send("POST", "/pets", json=body)
    assert response.status_code == TAKEN, response.text
    assert service.arguments is not None
    return service.arguments["body"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"petType": "cat", "lives": 9}, "CatBase"),
        ({"petType": "siamese", "lives": 9, "voice": "loud"}, "Siamese"),
        ({"petType": "dog"}, "Dog"),
        ({"petType": "dog", "lives": 9, "voice": "loud"}, "Dog"),
    ],
)
async def test_the_handler_is_given_the_subtype(
    service: GeneratedService, body: dict[str, Any], name: str
) -> None:
    pet = await given(service, body)
    assert type(pet).__name__ == name
    assert pet.model_dump() == body


async def test_so_it_is_wherever_the_base_stands_inside_a_subtype(
    service: GeneratedService,
) -> None:
    dog = {"petType": "dog", "friends": [{"petType": "cat", "lives": 1, "friends": []}]}
    pet = await given(service, dog)
    assert [type(each).__name__ for each in pet.friends] == ["CatBase"]
    assert pet.model_dump() == dog


async def test_so_it_is_in_a_parameter(service: GeneratedService) -> None:
    query = {"like": '{"petType": "siamese", "lives": 2}'}
    await service.send("POST", "/pets", params=query, json={"petType": "dog"})
    assert service.arguments is not None
    assert type(service.arguments["like"]).__name__ == "Siamese"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"petType": "fish"}, "/petType"),
        ({"petType": "Cat", "lives": 9}, "/petType"),
        ({}, ""),
        ("dog", ""),
        ({"petType": "cat"}, "/lives"),
        ({"petType": "siamese", "lives": 9, "voice": 1}, "/voice"),
        ({"petType": "dog", "friends": [{"petType": "cat"}]}, "/friends/0/lives"),
    ],
)
async def test_what_the_named_subtype_does_not_take_is_refused(
    service: GeneratedService, body: object, pointer: str
) -> None:
    response = await service.send("POST", "/pets", json=body)
    assert response.status_code == 422
    assert service.arguments is None
    assert errors(response)[0][0] == f"#{pointer}"


async def test_an_answer_is_checked_as_the_subtype(service: GeneratedService) -> None:
    service.answers["adopt"] = lambda body, **_: body
    right = await service.send("POST", "/pets", json={"petType": "cat", "lives": 9})
    service.answers["adopt"] = lambda body, **_: body.model_copy(update={"pet_type": "siamese"})
    wrong = await service.send("POST", "/pets", json={"petType": "dog"})
    assert (right.status_code, right.json()) == (200, {"petType": "cat", "lives": 9})
    assert wrong.status_code == 500
    service.answers.clear()
