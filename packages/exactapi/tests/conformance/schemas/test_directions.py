"""`readOnly` and `writeOnly`, by whatever kind of reference they are reached."""

from typing import Any

import pytest

from conformance.service import TAKEN, GeneratedService, errors

DOCUMENT = """
paths:
  /anchor: { post: { requestBody: { $ref: "#/components/requestBodies/Anchor" }, responses: { "204": { description: Taken. } } } }
  /identified: { post: { requestBody: { $ref: "#/components/requestBodies/Identified" }, responses: { "204": { description: Taken. } } } }
  /around: { post: { requestBody: { $ref: "#/components/requestBodies/Around" }, responses: { "204": { description: Taken. } } } }
  /defs: { post: { requestBody: { $ref: "#/components/requestBodies/Defs" }, responses: { "204": { description: Taken. } } } }
  /dynamic: { post: { requestBody: { $ref: "#/components/requestBodies/Dynamic" }, responses: { "204": { description: Taken. } } } }
  /named: { post: { requestBody: { $ref: "#/components/requestBodies/Named" }, responses: { "204": { description: Taken. } } } }
  /referred: { post: { requestBody: { $ref: "#/components/requestBodies/Referred" }, responses: { "204": { description: Taken. } } } }
  /types:
    get:
      parameters:
        - { name: id, in: query, schema: { $ref: "#number" } }
        - { name: ids, in: query, explode: false, schema: { $ref: "https://schemas.example/lists/ids" } }
        - { name: flag, in: query, schema: { $ref: "https://schemas.example/lists/ids#flag" } }
      responses: { "204": { description: Taken. } }
components:
  requestBodies:
    Named: { content: { application/json: { schema: { $ref: "#/components/schemas/Named" } } } }
    Referred: { content: { application/json: { schema: { $ref: "#/components/schemas/Referred" } } } }
    Anchor: { content: { application/json: { schema: { $ref: "#/components/schemas/Anchor" } } } }
    Identified: { content: { application/json: { schema: { $ref: "https://schemas.example/user" } } } }
    Around: { content: { application/json: { schema: { $ref: "#/components/schemas/Around" } } } }
    Defs: { content: { application/json: { schema: { $ref: "#/components/schemas/Defs" } } } }
    Dynamic: { content: { application/json: { schema: { $ref: "https://schemas.example/tree" } } } }
  schemas:
    Number: { $anchor: number, type: integer, maximum: 9 }
    Ids:
      $id: https://schemas.example/lists/ids
      type: array
      items: { $ref: "#/$defs/Id" }
      $defs:
        Id: { type: integer }
        Flag: { $anchor: flag, type: boolean }
    Named:
      properties: { name: { type: string } }
      patternProperties: { "^x-": { $ref: "#key" } }
      additionalProperties: { type: integer, readOnly: true }
    Key: { $anchor: key, type: integer, readOnly: true }
    Referred:
      type: object
      required: [id, part, name]
      properties:
        id: { $ref: "#/components/schemas/Key" }
        part: { allOf: [{ $ref: "#/components/schemas/Key" }], description: A part says so. }
        name: { type: string }
    Anchor:
      required: [id, name]
      properties: { id: { $ref: "#key" }, name: { type: string } }
    User:
      $id: https://schemas.example/user
      required: [id, name]
      properties: { id: { $ref: "#/$defs/Key" }, name: { $ref: name } }
      $defs: { Key: { type: integer, readOnly: true } }
    Name: { $id: https://schemas.example/name, type: string }
    Base: { $anchor: base, required: [id, name], properties: { name: { type: string } } }
    Around: { $ref: "#base", properties: { id: { type: integer, readOnly: true } } }
    Defs:
      $ref: "#/components/schemas/Defs/$defs/Base"
      properties: { id: { type: integer, readOnly: true } }
      $defs: { Base: { required: [id, name] } }
    Tree:
      $id: https://schemas.example/tree
      $dynamicAnchor: node
      required: [id, name]
      properties:
        id: { readOnly: true }
        children: { type: array, items: { $dynamicRef: "#node" } }
"""  # noqa: E501 - one line per operation reads better


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("directions"), DOCUMENT)


@pytest.mark.parametrize("path", ["anchor", "identified", "around", "defs", "dynamic", "referred"])
async def test_a_read_only_member_is_neither_required_nor_taken(
    service: GeneratedService, path: str
) -> None:
    response = await service.send("POST", f"/{path}", json={"name": "a"})
    assert response.status_code == TAKEN, response.text
    refused = await service.send("POST", f"/{path}", json={"name": "a", "id": 1})
    assert errors(refused) == [("#/id", "readOnly")]
    assert errors(await service.send("POST", f"/{path}", json={})) == [("#/name", "required")]


async def test_members_that_have_no_name_in_the_document_are_hidden_as_well(
    service: GeneratedService,
) -> None:
    assert await service.status("POST", "/named", json={"name": "a"}) == TAKEN
    for name in ("x-a", "other"):
        refused = await service.send("POST", "/named", json={"name": "a", name: 1})
        assert errors(refused) == [(f"#/{name}", "readOnly")]


async def test_members_below_a_dynamic_reference_are_hidden_as_well(
    service: GeneratedService,
) -> None:
    tree = {"name": "a", "children": [{"name": "b", "id": 1}]}
    found = errors(await service.send("POST", "/dynamic", json=tree))
    assert found == [("#/children/0/id", "readOnly")]


@pytest.mark.parametrize(
    ("query", "argument", "value"),
    [("id=5", "id", 5), ("ids=1,2", "ids", [1, 2]), ("flag=true", "flag", True)],
)
async def test_parameters_are_read_by_types_behind_names(
    service: GeneratedService, query: str, argument: str, value: Any
) -> None:
    assert await service.status("GET", f"/types?{query}") == TAKEN
    assert service.arguments is not None
    assert service.arguments[argument] == value


@pytest.mark.parametrize("query", ["id=10", "id=a", "ids=1,a", "flag=yes"])
async def test_and_checked_by_them(service: GeneratedService, query: str) -> None:
    assert await service.status("GET", f"/types?{query}") == 422
