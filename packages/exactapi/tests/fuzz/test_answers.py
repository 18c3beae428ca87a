"""What each operation accepted and refused is read from the recorded exchanges."""

import base64
import json
from typing import Any

import pytest

from exactapi.fuzz.answers import read_answers, refuses

PROBLEM = "application/problem+json; charset=utf-8"


def response(status: int, media_type: str = PROBLEM, **body: object) -> dict[str, Any]:
    content = base64.b64encode(json.dumps(body).encode()).decode()
    return {
        "status_code": status,
        "headers": {"content-type": [media_type]},
        "content": {"$base64": content},
    }


EMPTY: dict[str, Any] = {"content": {"$base64": ""}}
CODED = response(422, errors=[{"pointer": "#/a", "code": "maxLength", "detail": "d"}])


def line(*exchanges: tuple[str, str | None, dict[str, Any] | None]) -> str:
    """One scenario: the mode of each case, where its fault is, and the response."""
    cases, interactions = {}, {}
    for number, (mode, place, answer) in enumerate(exchanges):
        data = {"description": "d"} | ({"parameter_location": place} if place else {})
        meta = {"generation": {"mode": mode}, "phase": {"name": "coverage", "data": data}}
        cases[str(number)] = {"value": {"method": "PUT", "path": "/x", "meta": meta}}
        if answer is not None:
            interactions[str(number)] = {"response": answer}
    recorder = {"cases": cases, "interactions": interactions}
    return json.dumps({"ScenarioFinished": {"recorder": recorder}})


def test_answers_are_counted_by_operation_mode_and_place() -> None:
    lines = [
        '{"Initialize": {}}',
        line(("positive", None, response(200)), ("positive", None, response(401))),
        line(("negative", "body", CODED), ("negative", "body", response(403))),
    ]
    answered = read_answers(lines)["PUT /x"]
    assert answered.valid == {200: 1, 401: 1}
    assert answered.faulty == {"body": {422: 1, 403: 1}}
    assert answered.refused == {"body": 1}


def test_faults_in_headers_or_in_several_places_and_lost_responses_do_not_count() -> None:
    exchanges = ("negative", "header", CODED), ("negative", None, CODED), ("negative", "body", None)
    assert not read_answers([line(*exchanges)])["PUT /x"].faulty


@pytest.mark.parametrize(
    "answer",
    [
        CODED,
        response(400),
        response(413),
        response(415),
        response(422, "application/json"),
        response(422) | EMPTY,
        response(400) | EMPTY,
    ],
    ids=["code", "unreadable", "large", "type", "own-format", "to-head", "to-head-400"],
)
def test_a_refusal_because_of_the_fault(answer: dict[str, Any]) -> None:
    assert refuses(answer)


@pytest.mark.parametrize(
    "answer",
    [
        response(401),
        response(403),
        response(404),
        response(409),
        response(200, "application/json"),
        response(422, errors=[{"code": "of-a-handler"}]),
        response(422),
        response(400, "application/json", error="invalid_grant"),
    ],
    ids=["401", "403", "404", "409", "accepted", "other-code", "no-code", "oauth"],
)
def test_a_refusal_for_another_reason(answer: dict[str, Any]) -> None:
    assert not refuses(answer)
