"""What has to be reached is counted over all runs and tests, and what is missing is named."""

from typing import Any

import pytest
from exactapi.fuzz.reach.reach import Reached

from scripts.reach.goals import goals, together, untested_lines, with_tests

FIRST = {"GET /a": Reached({"/x": {"kept"}, "/y": set()}, {"200": True, "429": False})}
SECOND = {"GET /a": Reached({"/x": {"broken"}, "/y": {"kept"}}, {"200": False, "429": False})}


def coverage(lines: int, branches: int) -> dict[str, Any]:
    return {
        "totals": {
            "covered_lines": lines,
            "num_statements": 100,
            "covered_branches": branches,
            "num_branches": 100,
        },
        "files": {
            "impl/a.py": {"missing_lines": [3, 4], "missing_branches": [[1, 3]]},
            "impl/b.py": {"missing_lines": [], "missing_branches": []},
        },
    }


def test_two_runs_reach_together_what_either_does() -> None:
    assert together([FIRST, SECOND]) == {
        "GET /a": Reached({"/x": {"kept", "broken"}, "/y": {"kept"}}, {"200": True, "429": False})
    }
    assert FIRST["GET /a"].keywords["/x"] == {"kept"}


def test_a_response_that_a_test_has_seen_counts_and_no_other() -> None:
    seen = {"GET /a": {"429": "tests/a.py::b", "418": "tests/a.py::c"}, "GET /b": {"200": "d"}}
    found = with_tests(FIRST, [seen])
    assert found["GET /a"].responses == {"200": True, "429": True}
    assert not FIRST["GET /a"].responses["429"]


@pytest.mark.parametrize(
    ("lines", "branches", "missed"),
    [(95, 90, []), (94, 90, ["lines"]), (95, 89, ["branches"])],
)
def test_each_goal_is_met_at_its_least_share(lines: int, branches: int, missed: list[str]) -> None:
    reached = {"GET /a": Reached({"/x": {"kept", "broken"}}, {"200": True})}
    found = goals(reached, coverage(lines, branches))
    assert [each.what for each in found if not each.is_met] == missed
    assert str(found[0]) == "1 of 1 keywords (100.0 %, at least 98 %)"


def test_keywords_and_responses_that_are_missing_miss_their_goals() -> None:
    missed = [each.what for each in goals(FIRST, coverage(100, 100)) if not each.is_met]
    assert missed == ["keywords", "responses"]


def test_lines_and_branches_that_no_test_has_run_are_named() -> None:
    assert list(untested_lines(coverage(95, 90))) == ["impl/a.py: lines 3, 4; branches 1 -> 3"]
