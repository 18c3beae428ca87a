"""`exactapi new` refuses in one line, and leaves everything as it was.

What it makes is tested in tests/distribution/test_new.py.
"""

from pathlib import Path

import pytest

from exactapi.cli.new import main
from exactapi.new.library import put_wheel

CHECKOUT = Path(__file__).parents[4]


def test_a_folder_that_is_not_empty_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("mine")
    assert main([str(tmp_path), "--name", "book-shop"]) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "name a folder that does not exist yet" in said


def test_a_name_that_will_not_do_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "shop"), "--name", "b/c"]) == 1
    assert not (tmp_path / "shop").exists()
    assert capsys.readouterr().err.count("\n") == 1


def test_what_is_no_wheel_is_refused_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = tmp_path / "other.whl"
    wheel.write_text("no wheel")
    assert main([str(tmp_path / "shop"), "--library", str(wheel)]) == 1
    assert not (tmp_path / "shop").exists()
    assert "is no wheel of exactapi" in capsys.readouterr().err


def test_a_checkouts_wheel_goes_into_a_folder_that_is_named_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wheel = put_wheel(Path("it's shop/vendor"), CHECKOUT)
    assert wheel.is_file()
    assert [each.name for each in (tmp_path / "it's shop/vendor").iterdir()] == [wheel.name]
