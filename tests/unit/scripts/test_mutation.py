"""The page of the mutation tests: what lives is listed, with its reason or without."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.fuzz.service import ROOT
from scripts.mutation import mutants
from scripts.mutation.__main__ import read_trials, text
from scripts.mutation.mutants import Survivor
from scripts.mutation.page import Trial, page, read_reasons

KNOWN = Survivor("impl.security.keys.check", "size < 2048", "size <= 2048")
NEW = Survivor("impl.security.keys.load", "a | b", "a & b")
TRIAL = Trial(
    room="impl/security",
    mutants=190,
    tried=20,
    seed=1,
    survivors=(NEW, KNOWN),
    date="2026-11-29",
    commit="abc1234",
)


@pytest.fixture
def reasons(tmp_path: Path) -> Path:
    path = tmp_path / "mutation.toml"
    path.write_text(f"""
[[survivor]]
function = "{KNOWN.function}"
became = "{KNOWN.became}"
reason = "No key has exactly 2,048 bits and is refused."
""")
    return path


def test_what_lives_is_listed_with_its_reason(reasons: Path) -> None:
    text = page([TRIAL], read_reasons(reasons), 40, 0.85)
    assert "| `impl/security` | 190 | 20 | 18 | 90% | seed 1; abc1234, 2026-11-29 |" in text
    known, new = text.splitlines()[-2:]
    assert known.endswith("| No key has exactly 2,048 bits and is refused. |")
    assert new == r"| `impl.security.keys.load` | `a \| b` | `a & b` | **not said** |"


def test_a_reason_belongs_to_the_line_that_it_was_given_for(reasons: Path) -> None:
    changed = Survivor(KNOWN.function, KNOWN.was, "size < 2047")
    trial = replace(TRIAL, survivors=(changed,))
    assert page([trial], read_reasons(reasons), 40, 0.85).count("**not said**") == 1


def test_without_survivors_there_is_no_list_of_them() -> None:
    assert "Those that live" not in page([replace(TRIAL, survivors=())], {}, 40, 0.85)


def test_each_sample_of_a_room_has_a_row_and_each_survivor_one() -> None:
    text = page([replace(TRIAL, seed=2, survivors=(NEW,)), TRIAL], {}, 40, 0.85)
    assert text.index("| seed 1;") < text.index("| seed 2;")
    assert text.count(NEW.function) == 1


def test_the_page_is_what_the_results_and_reasons_say() -> None:
    page_there = (ROOT / "docs" / "mutation.md").read_text()
    assert page_there == text(read_trials()), "./scripts/task test:mutation --page"


def test_of_a_run_only_what_was_tried_has_a_verdict(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A name that the run does not know is of code that was written since."""
    monkeypatch.setattr(mutants, "_STAGE", tmp_path)
    for folder in ("room", "mutants/room"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "room" / "a.py").touch()
    codes = {"killed": 1, "lives": 0, "waits": None}
    meta = tmp_path / "mutants" / "room" / "a.py.meta"
    meta.write_text(json.dumps({"exit_code_by_key": codes}))
    found = mutants.verdicts("room", [*codes, "new"])
    assert found == {"killed": True, "lives": False}


def test_a_spinner_that_turns_is_no_news() -> None:
    lines = ["⠋ Running stats\n", "⠙ Running stats\n", "\n", "    done\n", "⠹ 1/40\n", "⠸ 2/40\n"]
    assert [*mutants.news(lines)] == ["Running stats", "done", "1/40", "2/40"]
