"""`exactapi lint`: its lines, its exit codes, and waivers."""

from pathlib import Path

import pytest

from exactapi.cli.main import main

DOCUMENT = """\
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
paths:
  /things:
    get:
      operationId: getThings
      security: []
      parameters:
        - {name: q, in: query, schema: {type: string, maxLength: 9}}
      responses: {"204": {description: nothing}}
"""
WAIVER = """
[[tool.exactapi.lint-waivers]]
code = "string-nul"
at = "paths./things.get.parameters*"
reason = "It is never stored."
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.exactapi]\n")
    (tmp_path / "openapi/openapi.yaml").write_text(DOCUMENT)
    return tmp_path


def configure(project: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.exactapi]\n{text}")


def test_a_finding_has_its_line_its_cure_and_its_reason(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint"]) == 1
    finding, empty, why = capsys.readouterr().err.splitlines()
    assert finding.startswith(
        "openapi/openapi.yaml:9:32 paths./things.get.parameters[0].schema: string-nul: "
        "takes a text with U+0000; write a `pattern` without it"
    )
    assert empty == ""
    assert why.startswith("1 x string-nul: PostgreSQL stores no U+0000 in a text")


def test_a_waiver_with_a_reason_lets_it_pass(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(project, WAIVER)
    assert main(["lint"]) == 0
    assert capsys.readouterr().err == "The document keeps the house rules; findings waived: 1.\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "/things.get",
            "/others.get",
            "waives `string-nul` at paths./others.get.parameters*, where",
        ),
        ("string-nul", "string-nil", "waives `string-nil`, which is no code"),
    ],
)
def test_a_waiver_that_waives_nothing_is_a_finding(
    old: str, new: str, said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(project, WAIVER + WAIVER.replace(old, new))
    assert main(["lint"]) == 1
    first, *_ = capsys.readouterr().err.splitlines()
    assert said in first


@pytest.mark.parametrize(
    ("waiver", "said"),
    [
        (WAIVER.replace('reason = "It is never stored."', ""), "needs `code`, `at` and `reason`"),
        (WAIVER.replace("It is never stored.", " "), "none of them empty"),
        (WAIVER.replace("reason", "because"), "and no other key"),
        ("lint-waivers = 3", "must be a list: [[tool.exactapi.lint-waivers]]"),
        ('lint-waivers = ["string-nul"]', "needs `code`, `at` and `reason`"),
    ],
)
def test_a_waiver_without_a_reason_is_refused(
    waiver: str, said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(project, waiver)
    assert main(["lint"]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_what_check_says_lint_says_too(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = DOCUMENT.replace("maxLength: 9", "maxLength: 9, examples: [3]")
    (project / "openapi/openapi.yaml").write_text(text.replace("operationId", "operationID"))
    assert main(["lint"]) == 1
    error = capsys.readouterr().err
    assert ": example-invalid: " in error
    assert ": member-unknown: " in error
    assert ": operation-unnamed: " in error


def test_a_refusal_cannot_be_waived(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(project, WAIVER + WAIVER.replace("string-nul", "path-syntax").replace("./", "*"))
    (project / "openapi/openapi.yaml").write_text(DOCUMENT.replace("/things:", "things:"))
    assert main(["lint"]) == 1
    assert ": path-syntax: a path starts with a slash" in capsys.readouterr().err


def test_another_document_is_linted_without_the_waivers(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(project, WAIVER)
    assert main(["lint", "openapi/openapi.yaml"]) == 1
    assert main(["lint", "nowhere.yaml"]) == 1
    assert "nowhere.yaml" in capsys.readouterr().err
