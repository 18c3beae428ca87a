"""The verdict on a report of schemathesis about a mock, without the excluded findings."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from scripts.corpus.mocks_report import Verdict

_EXCLUSIONS = Path(__file__).parents[2] / "packages/exactapi/tests/mock/fuzz/exclusions.toml"
_ERRORS = re.compile(r"^=+ ERRORS =+$(.*?)^=+ [A-Z ]+ =+$", re.MULTILINE | re.DOTALL)
_ERROR = re.compile(r"^_+ (.+) _+\n(.+)$", re.MULTILINE)


def judged(document: str, max_examples: int, report: dict[str, Any] | None, log: str) -> Verdict:
    """Return the verdict on one document; without a report it has no operation."""
    if report is None:
        return Verdict(document, max_examples)
    findings, excluded = [], []
    if not report["complete"]:
        findings.append(f"the run stopped early: {report['stop_reason']}")
    for code, operation, line in _found(report, log):
        reason = _reason(document, code, operation)
        if reason is None:
            findings.append(line)
        else:
            excluded.append(reason)
    return Verdict(
        document,
        max_examples,
        operations=report["operations"]["tested"],
        cases=report["test_cases"]["generated"],
        seconds=report["running_time"],
        findings=findings,
        excluded=list(dict.fromkeys(excluded)),
    )


def _found(report: dict[str, Any], log: str) -> Iterator[tuple[str, str, str]]:
    """Code, operation, and a line for people."""
    for failure in report["failures"]:
        for operation in failure["operations"]:
            yield failure["code"], operation, f"{failure['code']} {failure['title']}: {operation}"
    # The report only counts errors; the log has their operations.
    section = _ERRORS.search(log)
    errors = _ERROR.findall(section[1]) if section else []
    for operation, title in errors:
        yield "error", operation, f"error {title}: {operation}"
    counted = sum(error["count"] for error in report["errors"])
    if counted > len(errors):
        yield "error", "", f"error: {counted - len(errors)} of an operation that is not told"


def _reason(document: str, code: str, operation: str) -> str | None:
    """Why a finding is not held against us; None if it is."""
    listed = tomllib.loads(_EXCLUSIONS.read_text(encoding="utf-8"))
    for entry in listed.get("exclusion", []):
        if (
            fnmatchcase(code, entry["code"])
            and fnmatchcase(document, entry["document"])
            and fnmatchcase(operation, entry["operation"])
        ):
            return str(entry["reason"])
    return None
