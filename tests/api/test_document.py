"""The service is its document, nothing less and, but for a closed list, nothing more."""

import re
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from starlette.routing import Route

from impl.app import DOCUMENT, create_app
from tests.operations import OPERATIONS, SPEC, DocumentOperation, operations

PAGES = {"/docs", "/redoc"}
BEYOND_THE_DOCUMENT = {"/openapi.json", *PAGES}
"""The pages have files of their own below them."""
OF_SOCKETS = {"/asyncapi.json", "/asyncapi"}
OTHER_PATHS = ["/", "/nope", "/api/v1", "/api/v1/users/x/y", "/livez/x", "//"]
METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "QUERY")

ALL = list(operations())
if any("x-websocket" in each.declared for each in ALL):
    BEYOND_THE_DOCUMENT |= {"/asyncapi", "/asyncapi.json"}
PATHS: dict[str, dict[str, DocumentOperation]] = {}
for each in ALL:
    PATHS.setdefault(each.base + each.path, {})[each.method] = each


def is_served(path: str) -> bool:
    """Return whether a path of the document is this one, with any segment for its parameters."""
    return any(re.fullmatch(re.sub(r"{[^{}]*}", "[^/]*", each), path) for each in PATHS)


async def test_what_is_served_is_the_document_byte_for_byte(client) -> None:
    response = await client.get("/openapi.json")
    assert response.content == DOCUMENT.read_bytes()
    assert response.headers["content-type"] == "application/json"


async def test_the_routes_are_those_of_the_document_and_a_closed_list(app) -> None:
    bound, others = app.operations.routes, app.router.routes
    served = {(route.operation.method, route.operation.path) for route in bound}
    assert served == {(each.method, each.base + each.path) for each in ALL}
    paths = {route.path for route in others if isinstance(route, Route)}
    files = {path for path in paths if path.rpartition("/")[0] in PAGES}
    has_sockets = any("x-websocket" in each.declared for each in ALL)
    assert paths - files == BEYOND_THE_DOCUMENT | (OF_SOCKETS if has_sockets else set())
    assert len(others) == len(paths)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
async def test_every_operation_answers_a_documented_status(client, operation) -> None:
    """Without credentials; what is public may find nothing under the identifiers of examples."""
    response = await client.request(operation.method, operation.request().path)
    assert operation.documents(response.status_code)
    assert response.status_code not in {405, 501}
    assert operation.is_public or response.status_code == 401
    assert operation.path_parameters or response.status_code != 404


@pytest.mark.parametrize("path", PATHS)
async def test_other_methods_are_405_and_name_those_there_are(client, path) -> None:
    there = PATHS[path]
    allowed = {*there, "OPTIONS", *(["HEAD"] if "GET" in there else [])}
    where = next(iter(there.values())).request().path
    for method in METHODS:
        if method in allowed:
            continue
        response = await client.request(method, where)
        assert response.status_code == 405, method
        assert response.headers["content-type"] == "application/problem+json"
        assert set(response.headers["allow"].split(", ")) == allowed
    if "OPTIONS" not in there:
        options = await client.options(where)
        assert options.status_code == 204
        assert set(options.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", [each for each in OTHER_PATHS if not is_served(each)])
async def test_anything_else_is_a_problem_404(client, path) -> None:
    response = await client.get(f"http://testserver{path}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_the_pages_show_the_document(client, path) -> None:
    response = await client.get(path)
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "http" not in response.text, "nothing comes from another host"
    for name in re.findall(r'(?:src|href)="([^"]+)"', response.text):
        file = await client.get(f"/{name}")
        assert file.status_code == 200, name
        assert "no-store" not in file.headers["cache-control"]


async def test_below_a_prefix_the_document_names_it(settings) -> None:
    app = create_app(settings)
    transport = httpx.ASGITransport(app, root_path="/pre")
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        servers = (await client.get("/pre/openapi.json")).json()["servers"]
        declared = SPEC.get("servers", [{"url": "/"}])
        found = [urlsplit(server["url"]) for server in servers]
        # What is on a host of its own is not below the prefix of this one.
        urls = [urlsplit(server["url"]) for server in declared]
        paths = [url.path if url.netloc else f"/pre{url.path}" for url in urls]
        assert [url.path for url in found] == paths


@pytest.mark.parametrize(
    ("environment", "documentation", "served"),
    [("test", None, True), ("production", None, False), ("production", True, True)],
)
async def test_the_pages_are_off_in_production_unless_a_setting_says_so(
    settings, environment: str, documentation: bool | None, served: bool
) -> None:
    changes = {"environment": environment, "documentation": documentation}
    transport = httpx.ASGITransport(create_app(settings.model_copy(update=changes)))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        statuses = {(await client.get(path)).status_code for path in PAGES}
        assert statuses == ({200} if served else {404})
        assert (await client.get("/openapi.json")).status_code == 200
