"""Which test has seen which response is noted, as far as the document has it."""

import asyncio
from typing import Any

from scripts.reach.recorder import Recorder, seen_by


def send(kinds: list[dict[str, Any]], scope: dict[str, Any]) -> dict[str, dict[str, str]]:
    recorder = Recorder()
    sent: list[Any] = []

    async def transport(message: Any) -> None:
        sent.append(message)

    async def answer() -> None:
        sends = seen_by(recorder, scope, transport)
        for message in kinds:
            await sends(message)

    asyncio.run(answer())
    assert sent == kinds
    return recorder.tests


def test_the_status_of_an_answer_is_noted_with_the_test_that_has_seen_it() -> None:
    """Every document of a service has the probe that containers ask."""
    scope = {"type": "http", "method": "GET", "path": "/readyz", "raw_path": b"/readyz"}
    answer = [{"type": "http.response.start", "status": 503}, {"type": "http.response.body"}]
    test = send(answer, scope)["GET /readyz"]["503"]
    assert test.endswith("::test_the_status_of_an_answer_is_noted_with_the_test_that_has_seen_it")


def test_answers_to_what_is_no_operation_are_not_noted() -> None:
    scope = {"type": "http", "method": "PATCH", "path": "/nope", "raw_path": b"/nope"}
    assert send([{"type": "http.response.start", "status": 404}], scope) == {}


def test_a_websocket_that_is_accepted_is_101_and_closed_before_403() -> None:
    scope = {"type": "websocket", "path": "/ws", "raw_path": b"/ws"}
    accepted = [{"type": "websocket.accept"}, {"type": "websocket.close"}]
    assert set(send(accepted, scope)["GET /ws"]) == {"101"}
    assert set(send([{"type": "websocket.close"}], scope)["GET /ws"]) == {"403"}
