from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Header, HTTPException
from httpx2 import ASGITransport, AsyncClient

from exactapi.options import ConfigurationError
from exactapi.routing.route import ContractRoute


async def test_dependencies_of_the_application_and_of_a_router_run_first(service: Any) -> None:
    events = []

    async def outer() -> None:
        events.append("application")

    async def inner() -> None:
        events.append("router")

    async def handle(_context: Any) -> dict[str, Any]:
        events.append("handler")
        return {"fine": True}

    service.dependencies = [Depends(outer)]
    service.add("GET", "/", handle).dependencies.append(Depends(inner))
    response = await service.request("GET", "/")
    assert (response.status_code, response.json()) == (200, {"fine": True})
    assert events == ["application", "router", "handler"]


async def test_a_function_dependency_closes_after_the_handler_and_before_the_answer(
    service: Any,
) -> None:
    events = []

    async def around() -> AsyncIterator[None]:
        yield
        events.append("closed")

    async def handle(_context: Any) -> dict[str, Any]:
        events.append("handler")
        return {}

    service.add("GET", "/", handle).dependencies.append(Depends(around, scope="function"))
    start, _ = await service.raw("GET", b"/")
    assert start["status"] == 200
    assert events == ["handler", "closed"]


async def test_a_request_with_dependencies_is_answered_in_the_same_bytes(service: Any) -> None:
    async def nothing() -> None: ...

    async def handle(_context: Any) -> dict[str, Any]:
        return {"a": [1]}

    service.add("GET", "/plain", handle)
    service.add("GET", "/solved", handle).dependencies.append(Depends(nothing))
    for method in ("GET", "HEAD"):
        plain = await service.raw(method, b"/plain")
        solved = await service.raw(method, b"/solved")
        assert [message.get("headers") for message in plain] == [
            message.get("headers") for message in solved
        ]
        assert plain[1]["body"] == solved[1]["body"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (HTTPException(403, "Not today.", headers={"X-Why": "rain"}), 403),
        (ConnectionResetError(), 503),
        (RuntimeError("secret"), 500),
    ],
)
async def test_what_a_dependency_raises_becomes_a_problem(
    service: Any, error: Exception, status: int
) -> None:
    async def fail() -> None:
        raise error

    service.add("GET", "/").dependencies.append(Depends(fail))
    response = await service.request("GET", "/")
    assert (response.status_code, response.json()["status"]) == (status, status)
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    if status == 403:
        assert response.headers["x-why"] == "rain"
        assert response.json()["detail"] == "Not today."


async def test_a_dependency_that_misses_its_input_is_a_400_problem(service: Any) -> None:
    async def needs(_x_needed: Annotated[str, Header(alias="X-Needed")]) -> None: ...

    service.add("GET", "/").dependencies.append(Depends(needs))
    assert (await service.request("GET", "/")).json()["status"] == 400
    response = await service.request("GET", "/", headers={"X-Needed": "here"})
    assert response.status_code == 200


async def test_a_router_that_was_included_by_hand_says_what_to_do(service: Any) -> None:
    app = FastAPI(openapi_url=None)
    app.include_router(service.add("GET", "/"))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        with pytest.raises(ConfigurationError, match="ContractRoutes"):
            await client.get("/")


def test_a_route_shows_fastapi_what_the_document_says(service: Any) -> None:
    router = service.add("PUT", "/a/{b:c}")
    (route,) = router.contract_routes
    assert isinstance(route, ContractRoute)
    assert (route.path, route.methods, route.operation_id) == ("/a/{b:c}", {"PUT"}, "PUT /a/{b:c}")
