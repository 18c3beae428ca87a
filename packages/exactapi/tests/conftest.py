"""Properties ask no machine for speed; what a run did not prove stands in its last lines."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

OUTSIDE = {
    "JSON_SCHEMA_TEST_SUITE": "the official JSON Schema test suite "
    "(github.com/json-schema-org/JSON-Schema-Test-Suite)",
    "SPEC_CORPUS": "public OpenAPI documents, a folder of them",
}
"""Data that are not ours to ship, by the variable that says where they are."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were skipped for want of outside data, and how to have them."""
    skipped = Counter(
        variable
        for report in terminalreporter.stats.get("skipped", ())
        for variable in OUTSIDE
        if variable in str(report.longrepr)
    )
    for variable, count in skipped.items():
        found = os.environ.get(variable, "unset")
        terminalreporter.write_line(
            f"NOT PROVED HERE: {count} skipped without {OUTSIDE[variable]}; "
            f"set {variable} (now {found})",
            yellow=True,
        )
