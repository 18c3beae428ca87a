from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from exactapi.operations.operation import Parameter
from exactapi.options import ContractOptions
from unit.conftest import OK, Service

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
BEARER = {"type": "http", "scheme": "bearer"}


async def echo(_context: Any, **arguments: Any) -> dict[str, Any]:
    return arguments


def add_item(service: Any, method: str = "GET", path: str = "/items/{id}") -> None:
    service.add(
        method,
        path,
        echo,
        declaration={"parameters": [ID]},
        parameters=(Parameter("path", "id", "id"),),
    )


async def test_an_encoded_slash_reaches_the_handler_as_data(service: Any) -> None:
    add_item(service)
    assert (await service.request("GET", "/items/a%2Fb")).json() == {"id": "a/b"}


SERVERS = [
    {"url": "/"},
    {"url": "https://x/v{n}", "variables": {"n": {"enum": ["2"], "default": "1"}}},
]


async def test_the_same_routers_serve_several_applications(service: Any) -> None:
    async def write(context: Any) -> None:
        assert context.unit_of_work

    service.add("POST", "/items", write)
    first = service.app
    other = Service()
    other.paths, other.routers = service.paths, service.routers
    assert other.app is not first
    await service.request("POST", "/items")
    assert [len(each.store.sessions) for each in (service, other)] == [1, 0]


@pytest.mark.parametrize("tenant", ["acme", "globex", "a%2Fb"])
async def test_a_server_variable_without_an_enum_has_any_value(service: Any, tenant: str) -> None:
    variables = {"tenant": {"default": "acme"}}
    servers = [{"url": "/"}, {"url": "https://x/{tenant}/api", "variables": variables}]
    parameters = (Parameter("path", "tenant", "id"),)
    declaration = {"parameters": [ID | {"name": "tenant"}], "servers": servers}
    service.add("GET", "/items/{tenant}", echo, declaration=declaration, parameters=parameters)
    response = await service.request("GET", f"/{tenant}/api/items/a")
    assert response.json() == {"id": "a"}
    assert (await service.request("GET", f"/{tenant}/other/items/a")).status_code == 404


@pytest.mark.parametrize("base", ["", "/v1", "/v2"])
async def test_an_operation_answers_below_each_of_its_servers(service: Any, base: str) -> None:
    parameters = (Parameter("path", "id", "id"),)
    declaration = {"parameters": [ID], "servers": SERVERS}
    service.add("GET", "/items/{id}", echo, declaration=declaration, parameters=parameters)
    assert (await service.request("GET", f"{base}/items/a")).json() == {"id": "a"}
    assert (await service.request("PUT", f"{base}/items/a")).headers[
        "allow"
    ] == "GET, HEAD, OPTIONS"
    assert (await service.request("HEAD", f"{base}/items/a")).status_code == 200
    assert (await service.request("GET", "/v3/items/a")).status_code == 404


async def test_the_paths_of_the_first_server_count_first(service: Any) -> None:
    async def first(_context: Any, **_arguments: Any) -> str:
        return "first"

    parameters = (Parameter("path", "id", "id"),)
    service.add("GET", "/v1/{id}", first, declaration={"parameters": [ID]}, parameters=parameters)
    service.add("GET", "/items", echo, declaration={"servers": SERVERS})
    assert (await service.request("GET", "/v1/items")).json() == "first"
    assert (await service.request("GET", "/v2/items")).json() == {}


async def test_an_extension_among_the_responses_is_no_response(service: Any) -> None:
    service.add("GET", "/noted", responses=OK | {"x-note": 1, "x-2": {"content": {"a/b": {}}}})
    assert (await service.request("GET", "/noted")).status_code == 200


@pytest.mark.parametrize(
    ("url", "has_passed"), [("/items/1", False), ("/plain", True), ("/nothing", True)]
)
async def test_only_what_the_document_lacks_comes_to_the_app_behind(
    service: Any, url: str, has_passed: bool
) -> None:
    add_item(service)
    passed = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["path"])
        await PlainTextResponse("passed")(scope, receive, send)

    app = service.routes.ahead_of(behind)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        response = await client.get(url)
    assert response.status_code == 200
    assert passed == ([url] if has_passed else [])


async def test_an_unknown_path_is_a_404_problem(service: Any) -> None:
    add_item(service)
    response = await service.request("GET", "/nothing")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["instance"].startswith("urn:uuid:")


async def test_an_unknown_method_is_405_with_the_methods_there_are(service: Any) -> None:
    add_item(service)
    add_item(service, "DELETE")
    response = await service.request("PATCH", "/items/1")
    assert response.status_code == 405
    assert response.headers["allow"] == "DELETE, GET, HEAD, OPTIONS"
    assert response.json()["status"] == 405


async def test_a_concrete_path_hides_the_methods_of_a_templated_one(service: Any) -> None:
    add_item(service, "DELETE")
    service.add("GET", "/items/mine")
    response = await service.request("DELETE", "/items/mine")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("method", ["get", "Get", "FOO", "PROPFIND", "CONNECT", "TRACE", "QUERY"])
async def test_methods_that_nobody_declared_are_405(service: Any, method: str) -> None:
    add_item(service)
    start, _ = await service.raw(method, b"/items/1")
    assert start["status"] == 405


async def test_an_additional_operation_has_its_method_as_written(service: Any) -> None:
    add_item(service)
    service.paths["/items/{id}"]["additionalOperations"] = {"link": {"responses": OK}}
    start, _ = await service.raw("link", b"/items/1")
    assert start["status"] == 501  # it is known, but has no handler here
    start, _ = await service.raw("LINK", b"/items/1")
    assert start["status"] == 405
    assert dict(start["headers"])[b"allow"] == b"GET, HEAD, OPTIONS, link"


async def test_options_lists_the_methods_and_reaches_no_handler(service: Any) -> None:
    handled = []

    async def handle(_context: Any) -> dict[str, Any]:
        handled.append(1)
        return {}

    service.secure(bearer=BEARER)
    service.add("GET", "/", handle, security=({"bearer": ()},))
    service.add("POST", "/", handle, security=({"bearer": ()},))
    response = await service.request("OPTIONS", "/")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert response.content == b""
    assert "content-length" not in response.headers
    assert handled == []


async def test_options_of_the_whole_server_is_answered(service: Any) -> None:
    add_item(service)
    service.add("POST", "/items")
    start, _ = await service.raw("OPTIONS", b"*")
    assert start["status"] == 204
    assert (b"allow", b"GET, HEAD, OPTIONS, POST") in start["headers"]


async def test_head_has_the_headers_of_get_and_no_content(service: Any) -> None:
    add_item(service)
    (get, content), (head, nothing) = [
        await service.raw(method, b"/items/1") for method in ("GET", "HEAD")
    ]
    assert content["body"] == b'{"id":"1"}'
    assert nothing["body"] == b""
    assert head == get
    assert (b"content-length", b"10") in head["headers"]


async def test_head_needs_what_get_needs(service: Any) -> None:
    service.secure(bearer=BEARER)
    service.add("GET", "/", security=({"bearer": ()},))
    start, end = await service.raw("HEAD", b"/")
    assert (start["status"], end["body"]) == (401, b"")
    assert (b"www-authenticate", b'Bearer realm="api"') in start["headers"]


async def test_head_of_a_path_without_get_is_405(service: Any) -> None:
    service.add("POST", "/")
    start, end = await service.raw("HEAD", b"/")
    assert (start["status"], end["body"]) == (405, b"")
    assert (b"allow", b"OPTIONS, POST") in start["headers"]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE"])
async def test_operations_that_the_document_declares_come_first(service: Any, method: str) -> None:
    handled = []

    async def handle(_context: Any) -> dict[str, Any]:
        handled.append(method)
        return {}

    service.add("GET", "/")
    service.add(method, "/", handle)
    response = await service.request(method, "/")
    assert (response.status_code, handled) == (200, [method])


async def test_both_forms_of_the_slash_are_served_without_a_redirect(service: Any) -> None:
    service.add("GET", "/items")
    for path in ("/items", "/items/"):
        assert (await service.request("GET", path)).status_code == 200


async def test_with_strict_slashes_the_other_form_is_not_found(service: Any) -> None:
    service.options = ContractOptions(strict_slashes=True)
    service.add("GET", "/items")
    statuses = [(await service.request("GET", path)).status_code for path in ("/items", "/items/")]
    assert statuses == [200, 404]


@pytest.mark.parametrize(
    "path", ["/{a:int}/{a:int}", "/{class}", "/x:{y}:z", "/{3d}/{a.b}", "/{a}{b}", "/{}"]
)
async def test_templates_that_starlette_refuses_are_served(service: Any, path: str) -> None:
    service.add("GET", path)
    url = path.replace("{", "").replace("}", "")
    assert (await service.request("GET", url or "/")).status_code in {200, 404}
    assert service.routes.routes[0].path == path


async def test_the_root_path_is_not_part_of_the_path(service: Any) -> None:
    add_item(service)
    start, _ = await service.raw("GET", b"/proxy/items/1", root_path="/proxy")
    assert start["status"] == 200


async def test_a_mounted_application_finds_its_paths(service: Any) -> None:
    add_item(service)
    outer = TestClient(Starlette(routes=[Mount("/v1", service.app)]))
    assert outer.get("/v1/items/a%2Fb").json() == {"id": "a/b"}


@pytest.mark.parametrize(
    "path",
    [b"", b"//", b"/\xff", b"/items/%", b"/items/%ZZ", b"/items/\x00", b"host:80", b"/..//x"],
)
async def test_junk_in_the_path_is_answered_below_500(service: Any, path: bytes) -> None:
    service.add("GET", "/items")
    start, _ = await service.raw("GET", path)
    assert start["status"] in {200, 404}


async def test_the_scope_names_the_route_for_those_who_measure(service: Any) -> None:
    seen = []

    async def handle(context: Any, **_arguments: Any) -> dict[str, Any]:
        seen.append(context.scope["route"].path)
        return {}

    service.add("GET", "/items/{id}", handle)
    await service.request("GET", "/items/1")
    assert seen == ["/items/{id}"]


async def test_the_applications_own_routes_are_reached(service: Any) -> None:
    service.add("GET", "/items")

    @service.app.get("/own")
    async def own() -> str:
        return "own"

    assert (await service.request("GET", "/own")).json() == "own"


async def test_a_websocket_that_nothing_serves_is_closed(service: Any) -> None:
    service.add("GET", "/ws")
    sent = await service.raw("GET", b"/ws", type="websocket")
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_a_client_that_leaves_while_its_body_is_read_is_left_alone(service: Any) -> None:
    body = {"content": {"application/octet-stream": {"schema": {}}}, "required": True}
    service.add(
        "POST",
        "/",
        declaration={"requestBody": body},
        body={"application/octet-stream": bytes},
    )
    sent = await service.raw(
        "POST",
        b"/",
        headers=[(b"content-type", b"application/octet-stream"), (b"content-length", b"9")],
        incoming=[
            {"type": "http.request", "body": b"half", "more_body": True},
            {"type": "http.disconnect"},
        ],
    )
    assert sent == []


async def test_a_fault_of_the_runtime_itself_is_a_problem_that_tells_nothing(service: Any) -> None:
    class Broken:
        async def respond(self, *_arguments: Any) -> None:
            raise RuntimeError("canary")

    service.add("GET", "/items")
    (route,) = (each for each in service.app.operations.routes if each.path == "/items")
    route.bind(Broken())
    with capture_logs() as events:
        response = await service.request("GET", "/items")
    assert (response.status_code, "canary" in response.text) == (500, False)
    assert response.headers["content-type"] == "application/problem+json"
    assert [event["event"] for event in events] == ["unhandled error"]
