"""Cases that were answered are read; other events, and requests without an answer, are not."""

import json

from exactapi.fuzz.exchanges import exchanges


def test_a_case_its_request_and_its_response() -> None:
    case = {"method": "GET", "path": "/pets", "meta": {}}
    recorder = {
        "cases": {"1": {"value": case}, "2": {"value": case}, "3": {"value": {"method": "GET"}}},
        "interactions": {
            "1": {"request": {"uri": "/pets"}, "response": {"status_code": 200}},
            "2": {"request": {"uri": "/pets"}},
            "3": {"response": {"status_code": 200}},
        },
    }
    lines = ['{"Initialize": {}}', json.dumps({"ScenarioFinished": {"recorder": recorder}})]
    (found,) = exchanges(lines)
    assert (found.case, found.request["uri"], found.response["status_code"]) == (case, "/pets", 200)
