from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from structlog.testing import capture_logs

from exactapi.operations.results import Result
from exactapi.options import ContractOptions
from exactapi.problems import Problem

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 5},
        "password": {"type": "string", "writeOnly": True},
    },
}
DECLARED: dict[str, Any] = {
    "description": "",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
    "headers": {
        "X-Count": {"required": True, "schema": {"type": "integer", "minimum": 1}},
        "X-Tags": {"schema": {"type": "array", "items": {"enum": ["a", "b"]}}},
        "X-Range": {
            "explode": True,
            "schema": {"type": "object", "properties": {"from": {"type": "integer"}}},
        },
        "X-Json": {"content": {"application/json": {"schema": {"type": "array"}}}},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Result):
    media_type: ClassVar = "application/json"
    headers: ClassVar = {
        "X-Count": "count",
        "X-Tags": "tags",
        "X-Range": "range",
        "X-Json": "json",
    }

    status: int = 200
    count: Any = 1
    tags: Any = None
    range: Any = None
    json: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Csv(Result):
    media_type: ClassVar = "text/csv"
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted(Result):
    media_type: ClassVar = "application/json"
    status: int = 204


async def answer(service: Any, result: Any) -> Any:
    async def handle(_context: Any) -> Any:
        return result

    service.components["schemas"] = {"Pet": PET}
    service.add(
        "GET",
        "/",
        handle,
        responses={"200": DECLARED, "4XX": {"description": ""}},
        overlay={"500": {"description": "", "content": {"application/problem+json": {}}}},
        success=None,
        results=(Found, Csv),
    )
    return await service.request("GET", "/")


@pytest.mark.parametrize(
    "result",
    [
        Found(body={"name": "Ada"}),
        Found(body={"name": "Ada"}, count=2, tags=["a", "b"]),
        Found(body={"name": "Ada"}, tags=[], range={"from": 3}, json=[1, {}]),
    ],
)
async def test_what_the_document_declares_passes(service: Any, result: Result) -> None:
    assert (await answer(service, result)).status_code == 200


@pytest.mark.parametrize(
    ("result", "complaint"),
    [
        (Found(body={}), "200, body #/name: required"),
        (Found(body={"name": "far too long"}), "200, body #/name: maxLength"),
        (Found(body={"name": "Ada", "password": "x"}), "200, body #/password"),
        (Found(body={"name": "Ada"}, count=None), "200 lacks the required header X-Count"),
        (Found(body={"name": "Ada"}, count=0), "200, header X-Count does not match"),
        (Found(body={"name": "Ada"}, count="1.5"), "200, header X-Count does not match"),
        (Found(body={"name": "Ada"}, tags=["c"]), "200, header X-Tags does not match"),
        (Found(body={"name": "Ada"}, range={"from": "x"}), "200, header X-Range does not match"),
        (Found(body={"name": "Ada"}, json={}), "200, header X-Json does not match"),
        (Found(body={"name": "Ada"}, status=299), "The status 299 is not declared"),
        (Found(body={"name": "Ada"}, status=404), "404 has no content in the document"),
        (Csv(body="a"), "200 lacks the required header X-Count"),
    ],
)
async def test_what_it_does_not_declare_is_a_500_that_says_so(
    service: Any, result: Result, complaint: str
) -> None:
    response = await answer(service, result)
    assert response.status_code == 500
    assert complaint in response.json()["detail"]


async def test_a_204_has_no_content_even_where_the_document_declares_some(service: Any) -> None:
    async def delete(_context: Any) -> Deleted:
        return Deleted(body=None)

    declared = {"description": "", "content": {"application/json": {"schema": {}}}}
    results = (Deleted,)
    service.add("DELETE", "/", delete, responses={"204": declared}, success=None, results=results)
    assert (await service.request("DELETE", "/")).status_code == 204


async def test_another_media_type_than_declared_is_named(service: Any) -> None:
    async def handle(_context: Any) -> Any:
        return Csv(body="a")

    service.add("GET", "/", handle, success=None, results=(Csv,))
    detail = (await service.request("GET", "/")).json()["detail"]
    assert "200 is declared as application/json, not text/csv" in detail


async def test_bytes_that_are_no_json_are_noticed(service: Any) -> None:
    response = await answer(service, Found(body=b"{"))
    assert "200, body: not JSON" in response.json()["detail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain(Result):
    media_type: ClassVar = "text/plain"
    status: int = 200


@pytest.mark.parametrize(
    ("schema", "body", "status"),
    [
        ({"type": "string", "maxLength": 2}, "ab", 200),
        ({"type": "string", "maxLength": 2}, "abc", 500),
        ({"type": "integer"}, 5, 200),
        ({"type": "integer"}, "x", 500),
        ({"type": "object"}, "whatever it looks like", 200),
        ({"type": "string", "maxLength": 2}, b"\xff\xff\xff", 200),
    ],
)
async def test_texts_are_checked_where_they_are_scalars(
    service: Any, schema: dict[str, Any], body: Any, status: int
) -> None:
    async def handle(_context: Any) -> Any:
        return Plain(body=body)

    declared = {"200": {"description": "", "content": {"text/plain": {"schema": schema}}}}
    service.add("GET", "/", handle, responses=declared, results=(Plain,), success=None)
    assert (await service.request("GET", "/")).status_code == status


async def test_a_broken_answer_is_rolled_back(service: Any) -> None:
    async def handle(context: Any) -> Any:
        _ = context.unit_of_work
        return Csv(body="a")

    service.add("POST", "/", handle, success=None, results=(Csv,))
    assert (await service.request("POST", "/")).status_code == 500
    assert service.store.sessions[0].events == ["close"]


async def test_an_undeclared_problem_of_the_runtime_is_logged_and_sent(service: Any) -> None:
    async def handle(_context: Any) -> Any:
        raise NotImplementedError

    service.add("GET", "/", handle, overlay={})
    with capture_logs() as logs:
        assert (await service.request("GET", "/")).status_code == 501
    assert [entry["reason"] for entry in logs] == ["The status 501 is not declared."]


async def test_a_declared_error_of_another_shape_is_a_500(service: Any) -> None:
    class Missing(Problem):
        status = 404

    async def handle(_context: Any) -> Any:
        raise Missing

    problem = {"application/problem+json": {"schema": {"required": ["reason"]}}}
    responses = {"404": {"description": "", "content": problem}}
    service.add("GET", "/", handle, responses=responses, problems=(Missing,))
    response = await service.request("GET", "/")
    assert response.status_code == 500
    assert "404, body #/reason: required" in response.json()["detail"]


async def test_production_answers_without_a_check(service: Any) -> None:
    service.options = ContractOptions()
    assert (await answer(service, Found(body={}))).status_code == 200


async def test_a_checked_but_silent_service_says_nothing_of_its_breaches(service: Any) -> None:
    service.options = ContractOptions(check_responses=1.0)
    response = await answer(service, Found(body={}))
    assert response.status_code == 500
    assert "#/name" not in response.json()["detail"]
