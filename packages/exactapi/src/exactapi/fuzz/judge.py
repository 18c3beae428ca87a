"""Does a schemathesis report prove what we claim?

A run that exits 0 may still have skipped a phase, missed an operation, drawn a handful of cases, or
been turned away before anything was validated. So the report is read, and each shortfall is a
sentence.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from exactapi.fuzz.answers import Answered, Answers
from exactapi.fuzz.document import Expected

PHASES = ("examples", "coverage", "fuzzing", "stateful")
_NOTHING_TO_DO = {("examples", None), ("stateful", "not_applicable")}
"""The reasons of schemathesis to skip a phase: the document has no examples, no links."""
_NOTHING_TO_VARY = ("fuzzing", "no_checks_ran")
"""The same for operations none of which takes input."""

_REFUSED: Final = Fraction(1, 2)
"""The share of the faulty requests that must be refused because of their fault.

The others may lack credentials, or be about what belongs to somebody else.
"""
_OF_ONE_PHASE: Final = frozenset({"missing_test_data", "validation_mismatch"})
"""What schemathesis warns of where one phase accepted nothing that is valid.

Some phases send an operation no more than five valid requests, and 404 or 412 can be right for all
of them. So the whole run is asked.
"""
_PLACES: Final = {
    "path": "a parameter of the path",
    "query": "the query",
    "body": "the body",
}

Report = Mapping[str, Any]
"""schemathesis' JSON report, as `[reports.json]` writes it."""


def shortfalls(report: Report, answers: Answers, expected: Expected) -> list[str]:
    """Everything that keeps the report from proving a clean run over the operations expected."""
    return [
        *_unfinished(report),
        *_untested(report, expected.operations),
        *_skipped_phases(report, takes_input=expected.cases > expected.operations),
        *_too_few_cases(report, expected.cases),
        *findings(report),
        *_warnings(report, answers, expected),
        *one_sided(answers, expected),
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


def findings(report: Report) -> Iterator[str]:
    """Name what schemathesis found, and where."""
    for failure in report["failures"]:
        places = ", ".join(sorted(_labels(failure["operations"])))
        yield f"{failure['code']} {failure['title']}: {places}"
    for error in report["errors"]:
        yield f"error: {error}"


def _warnings(report: Report, answers: Answers, expected: Expected) -> Iterator[str]:
    accepted = {label for label, answered in answers.items() if _accepted(answered)}
    for kind, places in report["warnings"].items():
        excused = accepted | expected.sockets if kind in _OF_ONE_PHASE else set()
        if found := [each for each in places if each not in excused]:
            yield f"warning {kind}: {found}"


def _accepted(answered: Answered) -> bool:
    return any(200 <= status < 400 for status in answered.valid)


def _labels(operations: list[Any]) -> Iterator[str]:
    for operation in operations:
        yield operation if isinstance(operation, str) else str(operation.get("label", operation))


def one_sided(answers: Answers, expected: Expected) -> Iterator[str]:
    """Name the operations that accepted nothing, or refused next to nothing as invalid."""
    for label in expected.labels:
        if label in expected.sockets or label not in answers:
            continue
        answered = answers[label]
        if not _accepted(answered):
            yield (
                f"{label}: none of its {answered.valid.total()} valid requests was accepted "
                f"({_seen(answered.valid)}), so nothing is proved of what it does; give it "
                f"credentials that suffice and what exists{_HOW}"
            )
        yield from _unvalidated(label, answered)


def _unvalidated(label: str, answered: Answered) -> Iterator[str]:
    for place, statuses in answered.faulty.items():
        if answered.refused[place] < statuses.total() * _REFUSED:
            yield (
                f"{label}: of {statuses.total()} requests with a fault in {_PLACES[place]}, "
                f"{answered.refused[place]} were refused as invalid ({_seen(statuses)}), so its "
                f"validation is not tested; give them credentials that get as far{_HOW}"
            )


_HOW: Final = " (before_call in the hooks, --header, or examples in the document)"


def _seen(statuses: Counter[int]) -> str:
    return ", ".join(f"{count} x {status}" for status, count in statuses.most_common())
