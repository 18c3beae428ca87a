"""FastAPI's own part of the application answers as the operations do."""

from typing import Any

import pytest
from fastapi import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from exactapi.application.app import ExactAPI


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("GET", "/nothing", 404), ("POST", "/docs", 405), ("GET", "/docs/", 404)),
        *(("GET", "/teapot", 418), ("GET", "/number?of=x", 400)),
    ],
)
async def test_what_fastapi_refuses_is_a_problem(
    service: Any, method: str, path: str, status: int
) -> None:
    service.add("GET", "/items")

    async def teapot() -> None:
        raise HTTPException(418)

    async def number(of: int) -> int:
        return of

    service.app.get("/teapot")(teapot)
    service.app.get("/number")(number)
    response = await service.request(method, path)
    assert (response.status_code, response.json()["status"]) == (status, status)
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_page_gives_way_to_an_operation_of_the_document(service: Any) -> None:
    async def handle(_context: Any) -> str:
        return "ours"

    service.add("GET", "/docs", handle)
    assert (await service.request("GET", "/docs")).json() == "ours"
    assert (await service.request("GET", "/redoc")).headers["content-type"].startswith("text/html")


async def test_middleware_is_around_operations_and_everything_else(service: Any) -> None:
    passed = []

    def noting(name: str) -> Any:
        def layer(app: ASGIApp) -> ASGIApp:
            async def note(scope: Scope, receive: Receive, send: Send) -> None:
                passed.append(name)
                await app(scope, receive, send)

            return note

        return layer

    service.add("GET", "/items")
    layers = [Middleware(noting("outer")), Middleware(noting("inner"))]
    service.served_by(ExactAPI(service.routes, middleware=layers))
    for path in ("/items", "/docs", "/nothing"):
        passed.clear()
        await service.request("GET", path)
        assert passed == ["outer", "inner"], path
