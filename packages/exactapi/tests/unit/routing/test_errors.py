from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from exactapi.options import ContractOptions
from exactapi.problems import ErrorBody, Problem, ProblemError

PROBLEM = {"description": "", "content": {"application/problem+json": {"schema": {}}}}
OK = {"200": {"description": "", "content": {"application/json": {"schema": {}}}}}
SECRET = "select password from users"


class Gone(Problem):
    status = 410
    type: ClassVar = "urn:problem-type:gone"
    title: ClassVar = "Gone for good"
    headers: ClassVar = {"X-Since": "since"}

    def __init__(self, detail: str = "It was here.", *, since: int) -> None:
        super().__init__(
            detail,
            errors=[ProblemError("path.id", "gone", "was here")],
            extensions={"since": since},
        )
        self.since = since


class Teapot(BaseModel):
    short: bool


@dataclass(eq=False, repr=False, kw_only=True)
class ShortAndStout(ErrorBody[Teapot]):
    status = 418
    headers: ClassVar = {"X-Handle": "handle"}

    handle: str


def raising(error: BaseException) -> Any:
    async def handle(_context: Any, **_arguments: Any) -> None:
        raise error

    return handle


def add(service: Any, error: BaseException, **operation: Any) -> None:
    service.add("GET", "/", raising(error), **operation)


async def test_a_declared_problem_is_answered_as_rfc_9457_says(service: Any) -> None:
    add(service, Gone(since=1999), problems=(Gone,), responses=OK | {"410": PROBLEM})
    response = await service.request("GET", "/")
    body = response.json()
    assert response.status_code == 410
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-since"] == "1999"
    assert UUID(body.pop("instance").removeprefix("urn:uuid:"))
    assert body == {
        "type": "urn:problem-type:gone",
        "title": "Gone for good",
        "status": 410,
        "detail": "It was here.",
        "errors": [{"pointer": "path.id", "code": "gone", "detail": "was here"}],
        "since": 1999,
    }


async def test_a_declared_error_body_is_answered_in_its_own_schema(service: Any) -> None:
    content = {"application/json": {"schema": {"required": ["short"]}}}
    add(
        service,
        ShortAndStout(Teapot(short=True), handle="here"),
        problems=(ShortAndStout,),
        responses=OK | {"418": {"description": "", "content": content}},
    )
    response = await service.request("GET", "/")
    assert (response.status_code, response.json()) == (418, {"short": True})
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-handle"] == "here"


async def test_the_instance_is_the_id_of_the_request(service: Any) -> None:
    identity = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"
    add(service, RuntimeError())
    _, end = await service.raw("GET", b"/", headers=[(b"x-request-id", identity.encode())])
    assert f'"instance":"urn:uuid:{identity}"'.encode() in end["body"]


async def test_an_undeclared_problem_breaks_the_contract(service: Any) -> None:
    add(service, Gone(since=1))
    response = await service.request("GET", "/")
    assert response.status_code == 500
    assert "Gone (410) is not among the operation's problems" in response.json()["detail"]


async def test_production_does_not_say_how_the_contract_was_broken(service: Any) -> None:
    service.options = ContractOptions()
    add(service, Gone(since=1))
    with capture_logs() as logs:
        response = await service.request("GET", "/")
    assert response.status_code == 500
    assert "Gone" not in response.text
    assert "Gone (410)" in str(logs[0]["exc_info"])


@pytest.mark.parametrize(
    "error",
    [
        *(RuntimeError(SECRET), KeyError(SECRET), AssertionError(SECRET)),
        *(OSError(SECRET), FileNotFoundError(2, "No such file", SECRET), PermissionError(SECRET)),
    ],
)
async def test_anything_else_is_a_500_that_says_nothing_and_is_logged(
    service: Any, error: Exception
) -> None:
    add(service, error)
    with capture_logs() as logs:
        response = await service.request("GET", "/")
    assert response.status_code == 500
    assert SECRET not in response.text
    assert "Traceback" not in response.text
    (entry,) = logs
    assert (entry["event"], entry["operation"]) == ("request_failed", "GET /")
    assert entry["exc_info"] is error
    assert response.json()["instance"] == f"urn:uuid:{entry['request_id']}"


@pytest.mark.parametrize("error", [ConnectionRefusedError(SECRET), TimeoutError()])
async def test_a_store_that_is_away_is_503_with_retry_after(service: Any, error: Exception) -> None:
    add(service, error)
    response = await service.request("GET", "/")
    assert (response.status_code, response.headers["retry-after"]) == (503, "3")
    assert SECRET not in response.text


async def test_a_value_that_no_store_can_hold_is_422(service: Any) -> None:
    add(service, UnicodeEncodeError("utf-8", SECRET, 0, 1, SECRET))
    response = await service.request("GET", "/")
    assert response.status_code == 422
    assert SECRET not in response.text


async def test_a_handler_that_is_not_implemented_is_501(service: Any) -> None:
    add(service, NotImplementedError())
    response = await service.request("GET", "/")
    assert (response.status_code, response.json()["title"]) == (501, "Not Implemented")


async def test_a_header_that_would_split_the_response_is_a_500(service: Any) -> None:
    add(
        service,
        ShortAndStout(Teapot(short=True), handle="a\r\nSet-Cookie: b"),
        problems=(ShortAndStout,),
    )
    response = await service.request("GET", "/")
    assert response.status_code == 500
    assert "set-cookie" not in response.headers


async def test_an_error_that_cannot_be_serialized_is_a_500(service: Any) -> None:
    add(service, Gone(since=object()), problems=(Gone,))  # type: ignore[arg-type]  # on purpose
    assert (await service.request("GET", "/")).status_code == 500
