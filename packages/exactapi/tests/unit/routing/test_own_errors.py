"""The runtime's errors in the document's own words, through one function of the service."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from exactapi.operations.operation import Operation
from exactapi.options import ConfigurationError
from exactapi.problems import Problem

ERROR = {
    "type": "object",
    "required": ["code", "message"],
    "additionalProperties": False,
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
}
OWN = {"description": "Ours.", "content": {"application/json": {"schema": ERROR}}}
OK = {"200": {"description": "Fine.", "content": {"application/json": {}}}}
BEARER = {"type": "http", "scheme": "bearer"}


def described(problem: Problem, _operation: Operation | None) -> Any:
    return {"code": problem.status, "message": problem.detail}


@pytest.fixture
def own(service: Any) -> Any:
    """`GET /`, which declares its own body for some errors of the runtime."""
    responses = OK | dict.fromkeys(("400", "401", "404", "422"), OWN)
    service.secure(bearer=BEARER)
    service.add("GET", "/", responses=responses, security=({"bearer": ()},))
    service.describe_error = described
    return service


@pytest.mark.parametrize(
    ("url", "token", "status"), [("/", "bad", 401), ("/?unknown=1", "ada", 422), ("/", "ada", 200)]
)
async def test_an_error_has_the_declared_body(own: Any, url: str, token: str, status: int) -> None:
    response = await own.request("GET", url, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == status
    if status != 200:
        assert response.headers["content-type"] == "application/json"
        assert response.json()["code"] == status
    assert ("www-authenticate" in response.headers) == (status == 401)


async def test_what_the_document_does_not_declare_stays_a_problem(own: Any) -> None:
    own.add("POST", "/", responses=OK)
    response = await own.request("POST", "/?unknown=1")
    assert response.headers["content-type"] == "application/problem+json"


async def test_none_leaves_the_error_a_problem(own: Any) -> None:
    own.describe_error = lambda problem, operation: None
    response = await own.request("GET", "/?a=1", headers={"Authorization": "Bearer ada"})
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_that_the_document_refuses_stops_the_start(own: Any) -> None:
    own.describe_error = lambda problem, operation: {"code": "no number", "message": "m"}
    with pytest.raises(ConfigurationError, match=r"GET /: the body described for its 400 .*#/code"):
        _ = own.routes


@pytest.mark.parametrize("describe", [None, lambda problem, operation: None])
def test_the_start_says_what_is_never_sent(own: Any, describe: Any) -> None:
    """Also where there is a function that says nothing of this operation."""
    own.describe_error = describe
    with capture_logs() as logs:
        _ = own.routes
    (entry,) = logs
    assert entry["event"] == "declared_errors_not_sent"
    assert entry["operations"] == ["GET / (400, 401, 404, 422)"]


def test_what_the_service_describes_in_part_it_has_thought_of(own: Any) -> None:
    own.describe_error = lambda problem, operation: (
        described(problem, operation) if problem.status == 400 else None
    )
    with capture_logs() as logs:
        _ = own.routes
    assert logs == []


@pytest.mark.parametrize(("method", "url", "status"), [("GET", "/no", 404), ("PUT", "/", 405)])
async def test_what_reaches_no_operation_has_the_services_body(
    own: Any, method: str, url: str, status: int
) -> None:
    response = await own.request(method, url)
    assert response.status_code == response.json()["code"] == status
    assert response.headers["content-type"] == "application/json"
    assert ("allow" in response.headers) == (status == 405)


async def test_without_an_operation_none_leaves_a_problem(own: Any) -> None:
    own.describe_error = lambda problem, operation: operation and described(problem, operation)
    response = await own.request("GET", "/no")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_a_function_that_needs_an_operation_stops_the_start(own: Any) -> None:
    own.describe_error = lambda problem, operation: {"code": operation.id, "message": "m"}
    with pytest.raises(ConfigurationError, match="404 of a path or a method that is unknown"):
        _ = own.routes
