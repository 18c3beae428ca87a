"""Does a schemathesis report prove what we claim?

A run that exits 0 may still have skipped a phase, missed an operation or drawn a handful of cases.
So the report is read, and each shortfall is a sentence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

PHASES = ("examples", "coverage", "fuzzing", "stateful")
_NOTHING_TO_DO = {("examples", None), ("stateful", "not_applicable")}
"""The reasons of schemathesis to skip a phase: the document has no examples, no links."""
_NOTHING_TO_VARY = ("fuzzing", "no_checks_ran")
"""The same for operations none of which takes input."""

Report = Mapping[str, Any]
"""schemathesis' JSON report, as `[reports.json]` writes it."""


def shortfalls(report: Report, *, operations: int, cases: int) -> list[str]:
    """Everything that keeps the report from proving a clean run over `operations` operations.

    `cases` is how many must have been drawn at least.
    """
    return [
        *_unfinished(report),
        *_untested(report, operations),
        *_skipped_phases(report, takes_input=cases > operations),
        *_too_few_cases(report, cases),
        *_findings(report),
        *_warnings(report),
    ]


def _unfinished(report: Report) -> Iterator[str]:
    if not report["complete"]:
        yield f"the run stopped early: {report['stop_reason']}"


def _untested(report: Report, operations: int) -> Iterator[str]:
    tested = report["operations"]["tested"]
    if tested != operations:
        yield f"{tested} operations were tested, the contract has {operations}"


def _skipped_phases(report: Report, *, takes_input: bool) -> Iterator[str]:
    excused = _NOTHING_TO_DO if takes_input else {*_NOTHING_TO_DO, _NOTHING_TO_VARY}
    for phase in PHASES:
        state = report["phases"].get(phase, {"status": "absent", "skip_reason": None})
        if state["status"] == "skip" and (phase, state["skip_reason"]) in excused:
            continue
        if state["status"] != "success":
            reason = state["skip_reason"] or "see the report"
            yield f"phase {phase}: {state['status']} ({reason})"


def _too_few_cases(report: Report, wanted: int) -> Iterator[str]:
    if report["test_cases"]["generated"] < wanted:
        yield f"{report['test_cases']['generated']} cases were drawn, at least {wanted} are wanted"


def _findings(report: Report) -> Iterator[str]:
    for failure in report["failures"]:
        places = ", ".join(sorted(_labels(failure["operations"])))
        yield f"{failure['code']} {failure['title']}: {places}"
    for error in report["errors"]:
        yield f"error: {error}"


def _warnings(report: Report) -> Iterator[str]:
    for kind, places in report["warnings"].items():
        if places:
            yield f"warning {kind}: {places}"


def _labels(operations: list[Any]) -> Iterator[str]:
    for operation in operations:
        yield operation if isinstance(operation, str) else str(operation.get("label", operation))
