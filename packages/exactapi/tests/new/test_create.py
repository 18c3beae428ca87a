"""`exactapi new` refuses in one line, and leaves everything as it was.

What it makes is tested in tests/distribution/test_new.py.
"""

import zipfile
from pathlib import Path

import pytest

from exactapi.cli.new import main
from exactapi.new import create
from exactapi.new.library import put_wheel
from exactapi.new.reference import Reference

pytestmark = pytest.mark.slow

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


def wheel(folder: Path, version: str, dist_info: str) -> Path:
    path = folder / f"exactapi-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as content:
        content.writestr(f"{dist_info}/METADATA", "")
    return path


@pytest.mark.parametrize("content", ["text", "another wheel"])
def test_what_is_no_wheel_is_refused_and_nothing_is_left(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = wheel(tmp_path, "9.9.9", "other-9.9.9.dist-info")
    if content == "text":
        given.write_text("no wheel")
    assert main([str(tmp_path / "team/shop"), "--library", str(given)]) == 1
    assert not (tmp_path / "team").exists()
    assert "is no wheel of exactapi" in capsys.readouterr().err


def test_a_wheel_of_another_release_would_not_run_what_is_generated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = wheel(tmp_path, "9.9.9", "exactapi-9.9.9.dist-info")
    (tmp_path / "shop").mkdir()
    assert main([str(tmp_path / "shop"), "--library", str(given)]) == 1
    assert list((tmp_path / "shop").iterdir()) == []
    assert "is of exactapi 9.9.9, and this command is of" in capsys.readouterr().err


def test_a_folder_in_a_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main([str(tmp_path / "file" / "shop")]) == 1
    assert "name a folder that can be written" in capsys.readouterr().err


def test_without_git_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(create, "reference", lambda: Reference(tmp_path, (), None))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([str(tmp_path / "shop")]) == 1
    assert capsys.readouterr().err == "exactapi new: git is needed; install it and try again\n"


def test_a_checkouts_wheel_goes_into_a_folder_that_is_named_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wheel = put_wheel(Path("it's shop/vendor"), CHECKOUT)
    assert wheel.is_file()
    assert [each.name for each in (tmp_path / "it's shop/vendor").iterdir()] == [wheel.name]
