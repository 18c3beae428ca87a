"""`exactapi diff`: its reports, its exit codes, and what it says of what it cannot compare."""

import json
from pathlib import Path

import pytest

from exactapi.cli.main import main
from exactapi.diff.rules import Level
from exactapi.diff.versions import NoVersionError, Version

DOCUMENT = """\
openapi: 3.1.0
info: {title: Things, version: VERSION}
paths:
  /things:
    get:
      operationId: getThings
      tags: [things]
      responses: {"204": {description: nothing}}
"""
MORE = """\
  /more:
    get:
      operationId: getMore
      tags: [things]
      responses: {"204": {description: nothing}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[tool.exactapi]\n")
    (tmp_path / "openapi").mkdir()
    write(tmp_path, "1.0.0")
    return tmp_path


def write(project: Path, version: str, paths: str = "") -> None:
    text = DOCUMENT.replace("VERSION", version) + paths
    (project / "openapi/openapi.yaml").write_text(text)


@pytest.fixture
def released(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The project, released with one operation more than the document has now."""
    write(project, "1.0.0", MORE)
    assert main(["diff", "--release"]) == 0
    write(project, "1.0.0")
    capsys.readouterr()
    return project


def test_without_a_change_nothing_is_told_and_nothing_fails(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "--release"]) == 0
    capsys.readouterr()
    assert main(["diff", "--fail-on", "any", "--check-version"]) == 0
    said = capsys.readouterr().out
    assert said == "Nothing changes since openapi/released.json (1.0.0).\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--fail-on", "breaking"], 1),
        (["--fail-on", "any"], 1),
        (["--check-version"], 1),
    ],
)
def test_a_break_fails_where_that_is_asked_for(
    arguments: list[str], code: int, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *arguments]) == code
    told = capsys.readouterr()
    assert "getMore: operation-removed: GET /more" in told.out
    assert told.err.count("\n") == code, "one line with the cure"


def test_the_version_must_rise_as_the_changes_need(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(released, "1.1.0")
    assert main(["diff", "--check-version"]) == 1
    assert "openapi/openapi.yaml: info.version is 1.1.0; the changes since 1.0.0 need 2.0.0" in (
        capsys.readouterr().err
    )
    write(released, "2.0.0")
    assert main(["diff", "--check-version"]) == 0


def test_a_release_with_too_low_a_version_leaves_the_last_one(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = released / "openapi/released.json"
    before = file.read_bytes()
    assert main(["diff", "--release"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert file.read_bytes() == before
    write(released, "2.0.0")
    assert main(["diff", "--release"]) == 0
    assert json.loads(file.read_text())["info"]["version"] == "2.0.0"


def test_json_has_what_is_touched(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    features = released / "impl/features/things"
    features.mkdir(parents=True)
    (features / "tables.py").write_text("")
    assert main(["diff", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["needed_version"] == "2.0.0"
    assert [change["level"] for change in report["changes"]] == ["major"]
    assert report["handlers"] == ["impl/features/things/handlers.py:get_more"]
    assert report["tables"] == ["impl/features/things/tables.py"]
    assert report["calls"] == ["things.get_more"]


def test_markdown_is_a_table(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--format", "markdown"]) == 0
    said = capsys.readouterr().out
    assert "| getMore | GET /more | operation-removed | getMore |" in said


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"swagger": "2.0"}', "\x00"])
def test_a_base_that_cannot_be_read_is_one_line(
    content: str | None, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (project / "base.json").write_text(content)
    assert main(["diff", "base.json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("exactapi diff: ")
    assert "base.json" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("base", "level", "next_one"),
    [
        ("1.2.3", Level.MAJOR, "2.0.0"),
        ("1.2.3", Level.MINOR, "1.3.0"),
        ("1.2.3", Level.PATCH, "1.2.4"),
        ("0.2.3", Level.MAJOR, "0.3.0"),
        ("0.2.3", Level.MINOR, "0.2.4"),
        ("0.2.3-rc.1", Level.PATCH, "0.2.4"),
    ],
)
def test_each_level_has_its_next_version(base: str, level: Level, next_one: str) -> None:
    assert str(Version.parse(base, "here").after(level)) == next_one


@pytest.mark.parametrize("text", ["", "1", "1.2", "v1.2.3", "01.2.3", "2024-01-01"])
def test_what_is_no_semantic_version_is_said(text: str) -> None:
    with pytest.raises(NoVersionError, match=r"here: info\.version .* write 1\.2\.3"):
        Version.parse(text, "here")
