"""A generator whose inputs did not change does not run again, and that shows in nothing."""

from pathlib import Path

import pytest

from exactapi.generate.pipeline import GenerateError, check, generate
from exactapi.generate.tools.process import Process
from exactapi.project.settings import Project

pytestmark = pytest.mark.slow

SPEC = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /pets:
    get:
      operationId: getPet
      description: Return the pet.
      responses:
        "200":
          description: The pet.
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string, maxLength: 10}}}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "openapi").mkdir()
    spec = tmp_path / "openapi/openapi.yaml"
    spec.write_text(SPEC)
    return spec


@pytest.fixture
def project(tmp_path: Path, spec: Path) -> Project:
    project = Project(root=tmp_path)
    generate(spec, project)
    return project


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The generators that ran to their end, by their module."""
    names: list[str] = []
    finish = Process.finish

    def recorded(process: Process) -> None:
        if process.name.endswith("code-generator"):
            names.append(process.name)
        finish(process)

    monkeypatch.setattr(Process, "finish", recorded)
    return names


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("title: T", "title: Pets", []),
        ("Return the pet.", "Return one pet.", ["fastapi-code-generator"]),
        ("name:", "called:", ["datamodel-code-generator"]),
        ("/pets:", "/animals:", ["fastapi-code-generator"]),
    ],
)
def test_only_the_generators_run_whose_inputs_an_edit_changes(
    spec: Path, project: Project, ran: list[str], before: str, after: str, runs: list[str]
) -> None:
    spec.write_text(SPEC.replace(before, after))
    generate(spec, project)
    assert ran == runs
    assert check(spec, project) == []  # which begins from nothing
    assert len(ran) == len(runs) + 2


def test_what_was_kept_is_made_anew_where_it_was_lost_in_part(
    spec: Path, project: Project, ran: list[str]
) -> None:
    (project.root / ".exactapi/kept/models/digest").unlink()
    spec.write_text(SPEC.replace("title: T", "title: Pets"))
    generate(spec, project)
    assert ran == ["datamodel-code-generator"]


def test_a_refused_document_leaves_no_process_behind(
    spec: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Process] = []
    start = Process.__init__

    def recorded(process: Process, *arguments: object) -> None:
        start(process, *arguments)  # type: ignore[arg-type]  # passed on as they are
        started.append(process)

    monkeypatch.setattr(Process, "__init__", recorded)
    spec.write_text(SPEC.replace("type: object", "type: obejct"))
    with pytest.raises(GenerateError):
        generate(spec, project)
    assert len(started) == 2
    assert all(process.ended for process in started)
