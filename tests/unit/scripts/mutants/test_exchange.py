"""What a mutant changes of a request, the service sees; what of an answer, the client."""

import json
from typing import Any

import httpx2 as httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request as Received
from starlette.responses import JSONResponse
from starlette.routing import Route

from scripts.mutants.exchange import Answer, Change, Changed, Request
from scripts.mutants.mutant import MUTANTS, of_the_answer, of_the_exchange, of_the_request


async def echo(request: Received) -> JSONResponse:
    seen = {"query": dict(request.query_params), "body": (await request.body()).decode()}
    seen["length"] = request.headers.get("content-length", "")
    return JSONResponse(seen, headers={"x-request-id": "1"})


async def ask(change: Change, path: str = "/pets", **options: Any) -> httpx.Response:
    app = Starlette(
        routes=[Route(each, echo, methods=["GET", "POST"]) for each in ("/pets", "/cats")]
    )
    changed = Changed(app, concerns=lambda method, path: path == "/pets", change=change)
    transport = httpx.ASGITransport(changed)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request("POST", path, **options)


def make(decorator: Any, function: Any) -> Change:
    """Register a mutant, and take it out again."""
    function.__name__ = "a_mutant_of_a_test"
    decorator(function)
    change = MUTANTS.pop(function.__name__).change
    assert change is not None
    return change


async def test_a_request_is_changed_before_the_service_sees_it() -> None:
    def forget(request: Request) -> None:
        request.forget("limit")
        request.write(request.members | {"name": "Rex"})

    change = make(of_the_request("POST /pets"), forget)
    answer = await ask(change, params={"limit": "1", "sort": "-name"}, json={"name": "", "age": 3})
    body = json.dumps({"name": "Rex", "age": 3})
    assert answer.json() == {"query": {"sort": "-name"}, "body": body, "length": str(len(body))}


async def test_an_answer_is_changed_after_the_service() -> None:
    change = make(of_the_answer("POST /pets"), lambda answer: answer.set(more=True))
    answer = await ask(change)
    assert answer.json()["more"] is True
    assert int(answer.headers["content-length"]) == len(answer.content)


async def test_an_answer_may_depend_on_the_request() -> None:
    def refuse(request: Request, answer: Answer) -> None:
        if request.asked("limit") == "100":
            answer.refuse(422)

    change = make(of_the_exchange("POST /pets"), refuse)
    assert (await ask(change, params={"limit": "99"})).status_code == 200
    refused = await ask(change, params={"limit": "100"})
    assert (refused.status_code, refused.json()["status"]) == (422, 422)
    assert refused.headers["content-type"] == "application/problem+json"


async def test_other_requests_are_as_they_were() -> None:
    change = make(of_the_answer("POST /pets"), lambda answer: answer.refuse(500))
    assert (await ask(change, path="/cats", content=b"no json")).json()["body"] == "no json"


def test_two_mutants_of_one_name_are_a_mistake() -> None:
    def change(_answer: Answer) -> None:
        """Change nothing."""

    make(of_the_answer("GET /pets"), change)
    of_the_answer("GET /pets")(change)
    with pytest.raises(ValueError, match="two mutants are called"):
        of_the_answer("GET /pets")(change)
    MUTANTS.pop(change.__name__)
