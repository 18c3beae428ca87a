import re
from types import SimpleNamespace

import pytest
import structlog
from exactapi.runtime import request_id
from structlog.testing import capture_logs

from impl.middleware.exchange import Exchange

ID = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"


async def test_one_event_with_template_status_and_duration(behind, application) -> None:
    application.route = SimpleNamespace(path="/users/{id}")
    with capture_logs() as events:
        await behind(Exchange).get("/users/1")
    assert len(events) == 1
    assert events[0]["milliseconds"] >= 0
    assert {name: events[0][name] for name in ("event", "method", "path", "status")} == {
        "event": "request",
        "method": "GET",
        "path": "/users/{id}",
        "status": 200,
    }


async def test_path_query_headers_and_body_stay_out(behind) -> None:
    with capture_logs() as events:
        await behind(Exchange).post(
            "/canary", params={"q": "canary"}, headers={"Authorization": "canary"}, content="canary"
        )
    assert "canary" not in str(events)
    assert events[0]["path"] is None


async def test_development_sees_which_path_nothing_serves(behind) -> None:
    def shown(app):
        return Exchange(app, shows_paths=True)

    with capture_logs() as events:
        await behind(shown).get("/no%20such/p\x9bath?q=secret")
    assert events[0]["path"] == "/no%20such/p%C2%9Bath"


async def test_a_request_that_fails_is_logged_too(behind, application) -> None:
    application.error = RuntimeError()
    with capture_logs() as events, pytest.raises(RuntimeError):
        await behind(Exchange).get("/")
    assert [event["status"] for event in events] == [0]


async def test_says_how_long_it_took(behind) -> None:
    response = await behind(Exchange).get("/")
    assert re.fullmatch(r"app;dur=\d+\.\d\d", response.headers["server-timing"])


async def test_the_answers_own_headers_stay(behind, application) -> None:
    application.headers = [(b"x-a", b"1")]
    assert (await behind(Exchange).get("/")).headers["x-a"] == "1"


async def test_the_response_names_the_request(behind, application) -> None:
    response = await behind(Exchange).get("/", headers={"X-Request-Id": ID})
    assert response.headers.get_list("x-request-id") == [ID] == [request_id(application.scope)]


async def test_log_events_of_the_request_carry_its_id(behind) -> None:
    seen = {}

    def look(app):
        async def call(scope, receive, send):
            seen.update(structlog.contextvars.get_contextvars())
            await app(scope, receive, send)

        return call

    await behind(Exchange, look).get("/", headers={"X-Request-Id": ID})
    assert seen == {"request_id": ID}
