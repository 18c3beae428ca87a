"""The verdict on a fuzz run: a run that proves too little is not clean."""

from collections import Counter
from typing import Any

import pytest

from exactapi.fuzz.answers import Answered
from exactapi.fuzz.document import Expected
from exactapi.fuzz.judge import shortfalls

LABELS = ("GET /x", "PUT /x")
EXPECTED = Expected(LABELS, 60, "")
ANSWERS = {label: Answered(Counter({200: 9, 401: 2})) for label in LABELS}


def clean_report() -> dict[str, Any]:
    succeeded = {"status": "success", "skip_reason": None}
    return {
        "complete": True,
        "stop_reason": "completed",
        "operations": {"tested": 2},
        "phases": {
            phase: dict(succeeded) for phase in ("examples", "coverage", "fuzzing", "stateful")
        },
        "test_cases": {"generated": 500},
        "failures": [],
        "errors": [],
        "warnings": {"missing_auth": []},
    }


def test_a_complete_run_without_findings_has_no_shortfall() -> None:
    assert shortfalls(clean_report(), ANSWERS, EXPECTED) == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"complete": False, "stop_reason": "interrupted"}, "stopped early: interrupted"),
        ({"operations": {"tested": 1}}, "1 operations were tested, the contract has 2"),
        ({"test_cases": {"generated": 3}}, "3 cases were drawn"),
        ({"errors": ["boom"]}, "error: boom"),
        ({"warnings": {"missing_auth": ["GET /x"]}}, "warning missing_auth: ['GET /x']"),
        (
            {"failures": [{"code": "ST101", "title": "Server error", "operations": ["GET /x"]}]},
            "ST101 Server error: GET /x",
        ),
    ],
)
def test_each_fault_is_named(fault: dict[str, Any], sentence: str) -> None:
    (line,) = shortfalls(clean_report() | fault, ANSWERS, EXPECTED)
    assert sentence in line


def test_a_skipped_phase_is_a_shortfall() -> None:
    report = clean_report()
    report["phases"]["stateful"] = {"status": "skip", "skip_reason": "no links"}
    assert shortfalls(report, ANSWERS, EXPECTED) == ["phase stateful: skip (no links)"]


@pytest.mark.parametrize(("phase", "reason"), [("examples", None), ("stateful", "not_applicable")])
def test_a_phase_for_which_the_document_has_nothing_is_no_shortfall(
    phase: str, reason: str | None
) -> None:
    report = clean_report()
    report["phases"][phase] = {"status": "skip", "skip_reason": reason}
    assert shortfalls(report, ANSWERS, EXPECTED) == []


def test_an_absent_phase_is_a_shortfall() -> None:
    report = clean_report()
    del report["phases"]["fuzzing"]
    assert shortfalls(report, ANSWERS, EXPECTED) == ["phase fuzzing: absent (see the report)"]


def test_where_nothing_takes_input_there_is_nothing_to_fuzz() -> None:
    report = clean_report()
    report["phases"]["fuzzing"] = {"status": "skip", "skip_reason": "no_checks_ran"}
    report["operations"]["tested"] = 1
    assert shortfalls(report, ANSWERS, Expected(("GET /x",), 1, "")) == []
    report["operations"]["tested"] = 2
    assert "phase fuzzing: skip (no_checks_ran)" in shortfalls(report, ANSWERS, EXPECTED)


@pytest.mark.parametrize(
    ("valid", "refused", "statuses", "sentence"),
    [
        ({401: 165, 409: 1}, 1, {422: 1}, "none of its 166 valid requests was accepted (165 x 401"),
        ({200: 9}, 0, {401: 40, 403: 4}, "44 requests with a fault in the body, 0 were refused as"),
        ({200: 9}, 4, {403: 49, 422: 4}, "4 were refused as invalid (49 x 403, 4 x 422)"),
        ({200: 9}, 0, {200: 7}, "7 requests with a fault in the body, 0 were refused as invalid"),
    ],
)
def test_an_operation_that_was_heard_in_part_is_named_with_what_to_do(
    valid: dict[int, int], refused: int, statuses: dict[int, int], sentence: str
) -> None:
    heard = Answered(Counter(valid), {"body": Counter(statuses)}, Counter({"body": refused}))
    (line,) = shortfalls(clean_report(), ANSWERS | {"PUT /x": heard}, EXPECTED)
    assert line.startswith("PUT /x: ")
    assert sentence in line
    assert "before_call" in line


def test_some_faulty_requests_may_lack_credentials() -> None:
    heard = Answered(Counter({200: 9}), {"query": Counter({422: 5, 401: 5})}, Counter({"query": 5}))
    assert shortfalls(clean_report(), ANSWERS | {"GET /x": heard}, EXPECTED) == []


def test_a_socket_turns_plain_requests_away() -> None:
    answers = ANSWERS | {"GET /x": Answered(Counter({426: 5}))}
    socket = Expected(LABELS, 60, "", frozenset({"GET /x"}))
    assert shortfalls(clean_report(), answers, socket) == []
    assert len(shortfalls(clean_report(), answers, EXPECTED)) == 1


def test_a_warning_of_one_phase_counts_where_the_whole_run_accepted_nothing() -> None:
    warned = clean_report() | {"warnings": {"validation_mismatch": ["GET /x"]}}
    assert shortfalls(warned, ANSWERS, EXPECTED) == []
    refused = ANSWERS | {"GET /x": Answered(Counter({400: 9}))}
    warning, nothing_accepted = shortfalls(warned, refused, EXPECTED)
    assert warning == "warning validation_mismatch: ['GET /x']"
    assert nothing_accepted.startswith("GET /x: none of its 9 valid requests was accepted")


def test_a_websocket_may_turn_all_plain_requests_away() -> None:
    sockets = Expected(LABELS, 60, "", sockets=frozenset({"GET /x"}))
    answers = ANSWERS | {"GET /x": Answered(Counter({426: 5}))}
    warned = clean_report() | {"warnings": {"validation_mismatch": ["GET /x"]}}
    assert shortfalls(warned, answers, sockets) == []
