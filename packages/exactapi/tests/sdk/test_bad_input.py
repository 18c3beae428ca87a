"""What cannot be an SDK: one line with the cure, exit code 1, and what was there is untouched."""

from pathlib import Path

import pytest
import yaml
from sdk.conftest import BEYOND, TRAVEL

from exactapi.cli.sdk import main
from exactapi.sdk.typescript.package import tools


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "openapi").mkdir()
    (tmp_path / "openapi/openapi.yaml").write_text(TRAVEL.read_text())
    (tmp_path / "pyproject.toml").write_text('[tool.exactapi]\nsdk-python-version = "2.1.0"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    capsys.readouterr()
    assert main(arguments) == 1
    first, *rest = capsys.readouterr().err.splitlines()
    assert rest == ["Nothing was changed."]
    return first


def test_a_problem_that_is_declared_twice(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["python"]) == 0
    before = contents(project / "generated")
    spec = project / "openapi/openapi.yaml"
    text = spec.read_text()
    a = text.index('        "404":')
    response = text[a : text.index("    put:", a)]
    spec.write_text(text.replace("        default: {", response + "        default: {"))
    line = refused(capsys, ["python"])
    assert line.startswith("openapi/openapi.yaml:")
    assert "urn:never-booked with status 404 is declared a second time" in line
    assert "declare it once under components/responses" in line
    assert contents(project / "generated") == before


def test_a_document_that_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "openapi/openapi.yaml").write_text("openapi: 3.1.0\n")
    assert "openapi/openapi.yaml" in refused(capsys, ["python"])
    assert not (project / "generated").exists()


def test_a_document_that_the_typescript_generator_cannot_take(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process is real; what it is given makes it fail."""
    tools()
    monkeypatch.setattr("exactapi.sdk.typescript.package._written_document", lambda _: "{}")
    line = refused(capsys, ["typescript"])
    assert line.startswith("openapi/openapi.yaml: the TypeScript generator cannot take this")
    assert "exactapi sdk python" in line
    assert not (project / "generated").exists()


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ("/parts", "a body of multipart/mixed"),
        ("/pictures", "the header X-Sum of the part picture"),
        ("/stations/lookup", "a query string of application/json"),
        ("/stations/select", "a query string of application/jsonpath"),
    ],
)
def test_what_the_typescript_generator_does_not_write_yet(
    project: Path, capsys: pytest.CaptureFixture[str], kept: str, reason: str
) -> None:
    document = yaml.safe_load(BEYOND.read_text())
    document["paths"] = {kept: document["paths"][kept]}
    (project / "openapi/openapi.yaml").write_text(yaml.safe_dump(document))
    line = refused(capsys, ["typescript"])
    assert line.startswith("openapi/openapi.yaml:")
    assert f"does not write {reason} yet" in line


def test_a_folder_with_something_else_in_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("keep me")
    assert "letter" not in refused(capsys, ["python", "--out", "mine"])
    assert contents(folder) == {"letter.txt": b"keep me"}


def test_no_such_language(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["cobol"])
    assert ended.value.code == 2
    assert "no SDK for cobol; choose python or typescript" in capsys.readouterr().err


def test_it_is_known_whether_an_sdk_is_current(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["python", "--check"]) == 1
    assert main(["python"]) == 0
    assert main(["python", "--check"]) == 0
    capsys.readouterr()
    assert main(["python"]) == 0
    assert "nothing changed" in capsys.readouterr().err
    assert 'version = "2.1.0"' in (project / "generated/clients/python/pyproject.toml").read_text()
    (project / "generated/clients/python/README.md").write_text("mine")
    assert main(["python", "--check"]) == 1
    assert "python/README.md: out of date" in capsys.readouterr().err
