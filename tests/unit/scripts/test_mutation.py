"""The page of the mutation tests: what lives is listed, with its reason or without."""

from pathlib import Path

import pytest

from scripts.mutation.mutants import Survivor
from scripts.mutation.page import Trial, page, read_reasons

KNOWN = Survivor("impl.security.keys.check", "size < 2048", "size <= 2048")
NEW = Survivor("impl.security.keys.load", "a | b", "a & b")
TRIAL = Trial(
    mutants=190, tried=20, seed=1, survivors=(NEW, KNOWN), date="2026-11-29", commit="abc1234"
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
    text = page({"impl/security": TRIAL}, read_reasons(reasons), 40, 0.85)
    assert "| `impl/security` | 190 | 20 | 18 | 90% | seed 1; abc1234, 2026-11-29 |" in text
    known, new = text.splitlines()[-2:]
    assert known.endswith("| No key has exactly 2,048 bits and is refused. |")
    assert new == r"| `impl.security.keys.load` | `a \| b` | `a & b` | **not said** |"


def test_a_reason_belongs_to_the_line_that_it_was_given_for(reasons: Path) -> None:
    changed = Survivor(KNOWN.function, KNOWN.was, "size < 2047")
    trial = Trial(190, 20, 1, (changed,), "2026-11-29", "abc1234")
    assert page({"r": trial}, read_reasons(reasons), 40, 0.85).count("**not said**") == 1


def test_without_survivors_there_is_no_list_of_them() -> None:
    trial = Trial(190, 20, 1, (), "2026-11-29", "abc1234")
    assert "Those that live" not in page({"r": trial}, {}, 40, 0.85)
