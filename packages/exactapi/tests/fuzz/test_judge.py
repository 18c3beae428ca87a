"""The verdict on a fuzz run: a run that proves too little is not clean."""

from typing import Any

import pytest

from exactapi.fuzz.judge import shortfalls


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
    assert shortfalls(clean_report(), operations=2, cases=60) == []


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
    (line,) = shortfalls(clean_report() | fault, operations=2, cases=60)
    assert sentence in line


def test_a_skipped_phase_is_a_shortfall() -> None:
    report = clean_report()
    report["phases"]["stateful"] = {"status": "skip", "skip_reason": "no links"}
    assert shortfalls(report, operations=2, cases=60) == ["phase stateful: skip (no links)"]


@pytest.mark.parametrize(("phase", "reason"), [("examples", None), ("stateful", "not_applicable")])
def test_a_phase_for_which_the_document_has_nothing_is_no_shortfall(
    phase: str, reason: str | None
) -> None:
    report = clean_report()
    report["phases"][phase] = {"status": "skip", "skip_reason": reason}
    assert shortfalls(report, operations=2, cases=60) == []


def test_an_absent_phase_is_a_shortfall() -> None:
    report = clean_report()
    del report["phases"]["fuzzing"]
    assert shortfalls(report, operations=2, cases=60) == ["phase fuzzing: absent (see the report)"]


def test_where_nothing_takes_input_there_is_nothing_to_fuzz() -> None:
    report = clean_report()
    report["phases"]["fuzzing"] = {"status": "skip", "skip_reason": "no_checks_ran"}
    assert shortfalls(report, operations=60, cases=60) == shortfalls(
        clean_report(), operations=60, cases=60
    )
    assert "phase fuzzing: skip (no_checks_ran)" in shortfalls(report, operations=2, cases=60)
