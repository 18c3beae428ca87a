import shutil
from pathlib import Path

import pytest

from exactapi.generate.package import fingerprint
from exactapi.generate.pipeline import GenerateFailed, check, generate
from exactapi.project import Project

SPEC = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get: {operationId: getA, tags: [things], responses: {"204": {description: Done.}}}
"""
HANDLERS = "impl/features/things/handlers.py"


@pytest.fixture(scope="module")
def generated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project for which `generate` has run; not to be changed."""
    root = tmp_path_factory.mktemp("pipeline") / "project"
    (root / "openapi").mkdir(parents=True)
    spec = root / "openapi/openapi.yaml"
    spec.write_text(SPEC)
    assert "1 operations in 1 modules" in generate(spec, Project(root=root))
    return root


@pytest.fixture
def project(generated_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(generated_once, tmp_path / "project")


@pytest.fixture
def spec(project: Path) -> Path:
    return project / "openapi/openapi.yaml"


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def test_generate_writes_the_package_and_the_stubs_and_is_then_up_to_date(
    generated_once: Path,
) -> None:
    spec = generated_once / "openapi/openapi.yaml"
    assert (generated_once / "generated/routers/things.py").exists()
    assert 'raise NotImplementedError("getA")' in (generated_once / HANDLERS).read_text()
    assert fingerprint.is_unchanged(spec, Project(root=generated_once))
    assert check(spec, Project(root=generated_once)) == []


@pytest.mark.parametrize("changed", ["openapi/openapi.yaml", "generated/models.py", HANDLERS])
def test_a_change_of_source_output_or_handlers_is_noticed(
    changed: str, spec: Path, project: Path
) -> None:
    path = project / changed
    assert fingerprint.is_unchanged(spec, Project(root=project))
    path.write_text(path.read_text() + "\n# changed\n")
    assert not fingerprint.is_unchanged(spec, Project(root=project))


def test_check_names_what_is_out_of_date_and_changes_nothing(spec: Path, project: Path) -> None:
    spec.write_text(SPEC.replace("getA", "getB"))
    before = everything(project)
    lines = check(spec, Project(root=project))
    assert "generated/out of date: routers/things.py" in lines
    assert any("get_b: missing" in line for line in lines)
    assert everything(project) == before


def test_a_refused_document_leaves_the_old_output_untouched(spec: Path, project: Path) -> None:
    spec.write_text(SPEC.replace("/a:", "/a?b:"))
    before = everything(project)
    with pytest.raises(GenerateFailed, match=r"openapi\.yaml:\d+:\d+ .*path-syntax"):
        generate(spec, Project(root=project))
    assert everything(project) == before


def test_handlers_that_are_no_python_leave_the_old_output_untouched(
    spec: Path, project: Path
) -> None:
    spec.write_text(SPEC.replace("getA", "getB"))
    (project / HANDLERS).write_text("class Things:\n    def broken(:\n")
    before = everything(project)
    with pytest.raises(GenerateFailed, match=r"things/handlers\.py:2:16: .*; correct"):
        generate(spec, Project(root=project))
    assert everything(project) == before


def test_a_module_whose_tag_is_gone_is_removed(spec: Path, project: Path) -> None:
    spec.write_text(SPEC.replace("[things]", "[others]"))
    generate(spec, Project(root=project))
    assert not (project / "generated/routers/things.py").exists()
    assert (project / "generated/routers/others.py").exists()
