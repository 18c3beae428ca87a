"""The service is its document, nothing less and, but for a closed list, nothing more."""

import json

import pytest
from exactapi.schemas.operations import method_of, served_operations
from exactapi.schemas.pointers import tokens
from starlette.routing import Route

from impl.app import DOCUMENT

BEYOND_THE_DOCUMENT = {"/openapi.json", "/docs", "/redoc"}
SPEC = json.loads(DOCUMENT.read_bytes())


OPERATIONS = [(method_of(pointer), tokens(pointer)[1]) for pointer, _ in served_operations(SPEC)]


def concrete(path: str) -> str:
    return path.replace("{id}", "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a")


async def test_what_is_served_is_the_document_byte_for_byte(client) -> None:
    response = await client.get("/openapi.json")
    assert response.content == DOCUMENT.read_bytes()
    assert response.headers["content-type"] == "application/json"


def test_the_routes_are_those_of_the_document_and_a_closed_list(app) -> None:
    operations, others = app.operations.routes, app.router.routes
    served = {(route.operation.method, route.operation.path) for route in operations}
    assert served == set(OPERATIONS)
    assert {route.path for route in others if isinstance(route, Route)} == BEYOND_THE_DOCUMENT
    assert len(others) == len(BEYOND_THE_DOCUMENT)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
async def test_every_operation_answers_a_documented_status(client, method, path) -> None:
    response = await client.request(method, concrete(path))
    assert str(response.status_code) in SPEC["paths"][path][method.lower()]["responses"]
    assert response.status_code not in {404, 405, 501}


@pytest.mark.parametrize("path", SPEC["paths"])
async def test_other_methods_are_405_and_name_those_there_are(client, path) -> None:
    there = {method for method, declared in OPERATIONS if declared == path}
    allowed = there | {"OPTIONS"} | ({"HEAD"} if "GET" in there else set())
    for method in ("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "QUERY"):
        if method in allowed:
            continue
        response = await client.request(method, concrete(path))
        assert response.status_code == 405, method
        assert response.headers["content-type"] == "application/problem+json"
        assert set(response.headers["allow"].split(", ")) == allowed
    options = await client.options(concrete(path))
    assert options.status_code == 204
    assert set(options.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", ["/", "/nope", "/api/v1", "/api/v1/users/x/y", "/livez/x", "//"])
async def test_anything_else_is_a_problem_404(client, path) -> None:
    response = await client.get(f"http://testserver{path}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_the_pages_show_the_document(client, path) -> None:
    response = await client.get(path)
    assert response.status_code == 200
    assert "/openapi.json" in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
