"""The page of reliability names tests that exist, and tells what ran as it ended."""

from pathlib import Path

import pytest

from scripts.reliability import __main__
from scripts.reliability.__main__ import counts, main, run
from scripts.reliability.page import page
from scripts.reliability.rows import ROOT, Result, Row, read_rows

ROW = Row("A full disk", "Writes are 503", ("tests/test_disk.py",))
RESULT = Result(3, 0, 1, 12.4, "2026-11-29", "abc1234")


@pytest.mark.parametrize("row", read_rows(), ids=lambda row: row.title)
def test_every_test_that_a_row_names_is_there(row: Row) -> None:
    for each in row.tests:
        path, _, name = each.partition("::")
        assert (ROOT / path).exists(), path
        assert not name or f"def {name}(" in (ROOT / path).read_text(), each


def test_titles_are_unique() -> None:
    titles = [row.title for row in read_rows()]
    assert len(titles) == len(set(titles))


def test_the_page_is_what_its_rows_and_results_say() -> None:
    assert main(["--check"]) == 0


@pytest.mark.parametrize(
    ("row", "results", "said"),
    [
        (ROW, {ROW.title: RESULT}, "3 passed, 1 skipped (12 s; abc1234, 2026-11-29)"),
        (ROW, {}, "not run"),
        (Row("Trust", "All of it"), {}, "not proven"),
        (
            ROW,
            {ROW.title: Result(1, 2, 0, 1, "2026-11-29", "abc1234")},
            "1 passed, **2 failed**",
        ),
    ],
)
def test_a_row_tells_how_its_last_run_ended(
    row: Row, results: dict[str, Result], said: str
) -> None:
    assert said in page([row], results)


def test_counts_are_those_of_the_report() -> None:
    report = '<testsuites><testsuite tests="10" failures="1" errors="1" skipped="2"/></testsuites>'
    assert counts(report) == (6, 2, 2)


def test_a_row_tells_what_its_command_reports() -> None:
    row = Row("Help", "Says how", command=("task", "--help"), reports="usage: (.* NAME) ")
    assert run(row).note == "`task --help` passed; ./scripts/task NAME"


def test_a_command_that_fails_has_failed() -> None:
    result = run(Row("Help", "Says how", command=("task", "no-such-task")))
    assert result.failed == 1
    assert result.note == "`task no-such-task` **failed**"


def test_the_page_is_written_of_the_last_results_without_running_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(__main__, "_PAGE", tmp_path / "reliability.md")
    monkeypatch.setattr(__main__, "run", None)
    assert main(["--check"]) == 1
    assert main(["--page"]) == 0
    assert main(["--check"]) == 0


def test_an_unknown_row_is_refused_before_anything_runs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["1000"])
    assert "there is no row 1000" in capsys.readouterr().err
