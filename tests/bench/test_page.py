"""Each measuring task writes its own part of the page, and leaves what people wrote."""

from pathlib import Path

import pytest

from scripts.bench.comparison.page import write_part

PAGE = """# Page

<!-- one: written by `task one` -->

old

<!-- end of what `task one` writes -->

By hand.
"""


def test_a_part_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "bench.md"
    page.write_text(PAGE)
    write_part("one", "task one", "new", page)
    assert page.read_text() == PAGE.replace("old", "new")


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("# Page\n", "<!-- one: written"),
        (PAGE.replace("end of what", "the end of"), "<!-- end of what"),
    ],
)
def test_a_page_without_the_marks_stays_as_it_is(tmp_path: Path, text: str, missing: str) -> None:
    page = tmp_path / "bench.md"
    page.write_text(text)
    with pytest.raises(SystemExit, match=missing):
        write_part("one", "task one", "new", page)
    assert page.read_text() == text
