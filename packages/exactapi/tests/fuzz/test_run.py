"""`exactapi fuzz` against a mock: a document without examples and links, with a base path.

Its operation is deprecated, and has a deadline: neither is a finding.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exactapi.cli.main import main
from exactapi.generate.load import load

SPEC = """
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: /v1}]
paths:
  /pets:
    get:
      deprecated: true
      x-sunset: {since: "2026-12-01", at: "2027-06-01"}
      x-timeout: {seconds: 60}
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}
      responses:
        "200":
          description: Some pets.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The canonical one, in a folder of its own."""
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "pets.yaml").write_text(SPEC)
    path = folder / "openapi.json"
    path.write_text(json.dumps(load(folder / "pets.yaml").api.document))
    return path


@pytest.fixture(scope="module")
def url(document: Path) -> Iterator[str]:
    command = [
        sys.executable,
        "-m",
        "exactapi",
        "mock",
        document.with_name("pets.yaml"),
        "--port=0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mock:
        assert mock.stdout is not None
        found = re.search(r"http://\S+", mock.stdout.readline())
        assert found is not None
        yield found[0]
        mock.terminate()


@pytest.mark.slow
def test_a_service_that_keeps_its_document_is_clean(
    document: Path, url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(document.parent)
    assert main(["fuzz", url, "--spec", "openapi.json", "--max-examples", "30"]) == 0
    said = capfd.readouterr().out
    assert "fuzz: seed 1, 1 operations, 30 examples each" in said
    assert "fuzz: 0 findings, 0 warnings; " in said
    assert Path("reports/fuzz/seed-1.json").is_file()


@pytest.mark.slow
def test_one_that_does_something_else_is_not(
    document: Path, url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(document.parent)
    other = json.loads(document.read_text())
    other["paths"]["/pets"]["get"]["responses"]["200"]["content"]["application/json"] = {
        "schema": {"type": "integer"}
    }
    Path("other.json").write_text(json.dumps(other))
    assert main(["fuzz", url, "--spec", "other.json", "--max-examples", "5"]) == 1
    assert re.search(r"not clean after (?s:.*): GET /pets", capfd.readouterr().out)


@pytest.mark.slow
def test_operations_that_are_stubs_are_named_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing listens where it looks, so that the run ends there."""
    monkeypatch.chdir(tmp_path)
    Path("pets.yaml").write_text(SPEC)
    assert main(["generate", "--spec", "pets.yaml"]) == 0
    assert main(["fuzz", "http://127.0.0.1:9", "--max-examples", "1"]) == 1
    said = capfd.readouterr().out
    assert said.startswith("fuzz: 1 operations are stubs, and 501 counts as a finding: get_v1_pets")


def test_without_a_document_it_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["fuzz", "http://127.0.0.1:1"]) == 1
    assert "run `exactapi generate`" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
