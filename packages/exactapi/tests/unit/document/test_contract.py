"""The canonical document: served as it is, read by pointer."""

from pathlib import Path
from typing import Any

import pytest

from exactapi.document.contract import Contract, DocumentError

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/users/{id}": {"$ref": "#/components/pathItems/User"},
        "/loop": {"$ref": "#/paths/~1loop"},
        "/gone": {"$ref": "#/paths/~1nowhere"},
        "/far": {"$ref": "other.yaml#/x"},
    },
    "components": {
        "pathItems": {
            "User": {
                "parameters": [
                    {"$ref": "#/components/parameters/Id"},
                    {"name": "tab", "in": "query", "schema": {"type": "string"}},
                ],
                "get": {
                    "parameters": [{"name": "tab", "in": "query", "schema": {"type": "integer"}}],
                    "requestBody": {"$ref": "#/components/requestBodies/Alias"},
                },
            }
        },
        "parameters": {"Id": {"name": "id", "in": "path", "schema": {"type": "string"}}},
        "requestBodies": {
            "Alias": {"$ref": "#/components/requestBodies/Real"},
            "Real": {"content": {}},
        },
        "securitySchemes": {
            "a": {"$ref": "#/components/securitySchemes/b"},
            "b": {"type": "http", "scheme": "bearer"},
        },
    },
}
SUBJECT = Contract(DOCUMENT, b"")


def test_the_file_is_kept_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    path.write_bytes(raw := b'{ "openapi" : "3.1.0",\n "paths": {} }\n')
    contract = Contract.load(path)
    assert contract.raw == raw
    assert contract.document == {"openapi": "3.1.0", "paths": {}}


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    path.write_bytes(b"openapi: 3.1.0")
    with pytest.raises(DocumentError, match="exactapi generate"):
        Contract.load(path)


def test_references_are_followed_on_the_way_and_at_the_end() -> None:
    found = SUBJECT.locate("/paths/~1users~1{id}/get/requestBody")
    assert found.pointer == "/components/requestBodies/Real"
    assert found.node == {"content": {}}
    assert SUBJECT.resolve({"$ref": "#/components/requestBodies/Alias"}) == {"content": {}}
    assert SUBJECT.resolve({"content": {}}) == {"content": {}}


def test_a_schema_beside_a_reference_is_found_where_it_stands() -> None:
    real = {"type": "null"}
    node = {"$ref": "#/components/schemas/Node/$defs/Real", "$defs": {"Real": real}}
    contract = Contract({"components": {"schemas": {"Node": node}}}, b"")
    place = "/components/schemas/Node/$defs/Real"
    assert contract.referred("/components/schemas/Node") == place
    assert contract.schema(place) == real


def test_an_operation_has_its_own_parameters_and_those_of_its_path() -> None:
    found = SUBJECT.parameters("/paths/~1users~1{id}/get")
    assert [(each.pointer, each.node["schema"]["type"]) for each in found] == [
        ("/components/parameters/Id", "string"),
        ("/components/pathItems/User/get/parameters/0", "integer"),
    ]


def test_security_schemes_are_resolved() -> None:
    scheme = DOCUMENT["components"]["securitySchemes"]["b"]
    assert SUBJECT.security_schemes == {"a": scheme, "b": scheme}
    assert Contract({"paths": {}}, b"").security_schemes == {}


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("/paths/~1loop", "leads back to itself"),
        ("/paths/~1gone", "nothing there"),
        ("/paths/~1far", "leads out of the document"),
        ("/paths/~1users~1{id}/put", "nothing there"),
        ("/openapi/x", "nothing there"),
        ("/components/pathItems/User/parameters/7", "nothing there"),
        ("/components/pathItems/User/parameters/x", "nothing there"),
    ],
)
def test_what_is_not_there_is_named(place: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        SUBJECT.locate(place)


def test_a_validator_is_compiled_once_per_direction() -> None:
    place = "/components/parameters/Id/schema"
    assert SUBJECT.validator(place, "request") is SUBJECT.validator(place, "request")
    assert SUBJECT.validator(place, "request") is not SUBJECT.validator(place, "response")


def test_additional_operations_have_the_parameters_of_their_path_item() -> None:
    shared = {"name": "a", "in": "query", "schema": {"type": "string"}}
    item = {"parameters": [shared], "additionalOperations": {"COPY": {"responses": {}}}}
    contract = Contract({"paths": {"/x": item}}, b"")
    found = contract.parameters("/paths/~1x/additionalOperations/COPY")
    assert [each.node["name"] for each in found] == ["a"]
