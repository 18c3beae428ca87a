import httpx2 as httpx
import pytest
from structlog.testing import capture_logs

from impl.middleware.exchange import Exchange
from impl.middleware.last_resort import LastResort


async def test_an_error_becomes_a_problem_without_its_cause(behind, application) -> None:
    application.error = RuntimeError("canary")
    with capture_logs() as events:
        response = await behind(Exchange, LastResort).get("/")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong here; it has been logged.",
        "instance": f"urn:uuid:{response.headers['x-request-id']}",
    }
    errors = [event for event in events if event["event"] != "request"]
    assert [error["event"] for error in errors] == ["unhandled error"]
    assert errors[0]["exc_info"]


async def test_half_an_answer_is_not_completed(behind, application) -> None:
    application.error_after_start = RuntimeError("broken off")
    with pytest.raises(RuntimeError, match="broken off"):
        await behind(Exchange, LastResort).get("/")


async def test_what_works_is_left_alone(behind) -> None:
    response: httpx.Response = await behind(Exchange, LastResort).get("/")
    assert response.text == "{}"
