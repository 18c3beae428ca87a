import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exactapi.cli.main import main
from exactapi.generate.package import fingerprint
from exactapi.generate.pipeline import GenerateError, check, generate
from exactapi.generate.tools.cache import locked
from exactapi.project.settings import Project

pytestmark = pytest.mark.slow

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
    """All but what a generator keeps for its next run."""
    files = [path for path in folder.rglob("*.*") if path.is_file()]
    return {path: path.read_bytes() for path in files if ".exactapi" not in path.parts}


def test_generate_writes_the_package_and_the_stubs_and_is_then_up_to_date(
    generated_once: Path,
) -> None:
    spec = generated_once / "openapi/openapi.yaml"
    assert (generated_once / "generated/routers/things.py").exists()
    assert 'raise NotImplementedError("getA")' in (generated_once / HANDLERS).read_text()
    assert fingerprint.is_unchanged(spec, Project(root=generated_once))
    assert check(spec, Project(root=generated_once)) == []


def test_a_second_generator_waits_for_the_first(tmp_path: Path) -> None:
    """`task dev` generates on save, and somebody runs `exactapi generate` as well."""
    (tmp_path / "openapi").mkdir()
    (tmp_path / "openapi/openapi.yaml").write_text(SPEC)
    (tmp_path / "pyproject.toml").write_text("")
    folder = fingerprint.state_folder(Project(root=tmp_path)) / fingerprint.GENERATE
    command = [sys.executable, "-m", "exactapi", "generate"]
    with locked(folder, "generates"):
        second = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert any("waiting for another process that generates" in line for line in second.stderr)
        assert not (tmp_path / HANDLERS).exists()
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert (tmp_path / HANDLERS).exists()


@pytest.mark.parametrize("changed", ["openapi/openapi.yaml", "generated/models.py", HANDLERS])
def test_a_change_of_source_output_or_handlers_is_noticed(
    changed: str, spec: Path, project: Path
) -> None:
    path = project / changed
    assert fingerprint.is_unchanged(spec, Project(root=project))
    path.write_text(path.read_text() + "\n# changed\n")
    assert not fingerprint.is_unchanged(spec, Project(root=project))


def test_a_change_of_any_file_of_the_document_is_noticed_and_of_no_other(
    spec: Path, project: Path
) -> None:
    (spec.parent / "a.yaml").write_text("get: {responses: {'204': {description: Done.}}}")
    spec.write_text(SPEC[: SPEC.index("    get:")] + "    $ref: a.yaml\n")
    generate(spec, Project(root=project))
    (spec.parent / "other.yaml").touch()
    assert fingerprint.is_unchanged(spec, Project(root=project))
    assert not fingerprint.is_unchanged(spec.with_name("other.yaml"), Project(root=project))
    (spec.parent / "a.yaml").write_text("get: {responses: {'200': {description: Done.}}}")
    assert not fingerprint.is_unchanged(spec, Project(root=project))
    (spec.parent / "a.yaml").unlink()
    assert not fingerprint.is_unchanged(spec, Project(root=project))


def test_check_names_what_is_out_of_date_and_changes_nothing(spec: Path, project: Path) -> None:
    spec.write_text(SPEC.replace("getA", "getB"))
    before = everything(project)
    lines = check(spec, Project(root=project))
    assert "generated/routers/things.py: out of date" in lines
    assert any("get_b: missing" in line for line in lines)
    assert everything(project) == before


def test_a_refused_document_leaves_the_old_output_untouched(spec: Path, project: Path) -> None:
    spec.write_text(SPEC.replace("/a:", "/a?b:"))
    before = everything(project)
    with pytest.raises(GenerateError, match=r"openapi\.yaml:\d+:\d+ .*path-syntax"):
        generate(spec, Project(root=project))
    assert everything(project) == before


def test_handlers_that_are_no_python_leave_the_old_output_untouched(
    spec: Path, project: Path
) -> None:
    spec.write_text(SPEC.replace("getA", "getB"))
    (project / HANDLERS).write_text("class Things:\n    def broken(:\n")
    before = everything(project)
    with pytest.raises(GenerateError, match=r"things/handlers\.py:2:16: .*; correct"):
        generate(spec, Project(root=project))
    assert everything(project) == before


def test_a_module_whose_tag_is_gone_is_removed(spec: Path, project: Path) -> None:
    spec.write_text(SPEC.replace("[things]", "[others]"))
    generate(spec, Project(root=project))
    assert not (project / "generated/routers/things.py").exists()
    assert (project / "generated/routers/others.py").exists()


def test_another_layout_is_followed_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a folder below, too; and nothing of the default layout is made or named."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.exactapi]\ndocument = "api.yaml"\noutput = "src/shop/api"\n'
        'handlers = "src/shop/work"\nrouters = "src/shop/wiring.py"\n'
    )
    (tmp_path / "api.yaml").write_text(
        SPEC.replace('"204": {description: Done.}', '"200": {description: Done., content: BODY}')
        .replace("BODY", "{application/json: {schema: {$ref: '#/components/schemas/A'}}}")
        .rstrip()
        + "\ncomponents: {schemas: {A: {type: object, properties: {b: {type: string}}}}}\n"
    )
    package = tmp_path / "src" / "shop"
    package.mkdir(parents=True)
    (package / "wiring.py").write_text("ROUTERS = []\nVERIFIERS = {}\n")
    monkeypatch.chdir(package)

    assert main(["generate"]) == 0
    said = capsys.readouterr().err
    assert "src/shop/work/things/handlers.py: get_a: stub added" in said
    assert "src/shop/wiring.py: things_router: added" in said
    assert "src/shop/api/ is up to date: 1 operations in 1 modules" in said
    router = (package / "api/routers/things.py").read_text()
    assert "Implement `ThingsHandlers` in src/shop/work/things/handlers.py." in router
    assert "from shop.api import models" in (package / "work/things/handlers.py").read_text()
    wiring = (package / "wiring.py").read_text()
    assert "from shop.api.routers.things import things_router" in wiring
    assert "from shop.work.things.handlers import Things" in wiring

    assert main(["generate"]) == 0
    assert "src/shop/api/ is up to date: nothing changed" in capsys.readouterr().err
    assert main(["check"]) == 0
    assert main(["status"]) == 0
    assert "src/shop/work/things/handlers.py:get_a" in capsys.readouterr().out
    assert main(["status", "--unfinished"]) == 0
    assert "stub " in capsys.readouterr().out
    handlers = package / "work/things/handlers.py"
    handlers.write_text(handlers.read_text().replace("raise NotImplementedError", "return 1"))
    assert main(["status", "--unfinished"]) == 0
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "generated").exists()
    assert not (tmp_path / "impl").exists()


def test_check_says_what_to_run_and_changes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").touch()
    monkeypatch.chdir(project / "impl")
    assert main(["check"]) == 0
    (project / "generated" / "models.py").unlink()
    before = everything(project)
    for command in (["check"], ["generate", "--check"]):
        assert main(command) == 1
        said = capsys.readouterr().err
        assert "generated/models.py: missing" in said
        assert "Run `exactapi generate` and commit what it writes." in said
    assert everything(project) == before


def test_a_strict_project_refuses_what_others_are_warned_of(
    spec: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A comma ends a plain text in YAML's braces, and what follows is a member of its own."""
    spec.write_text(SPEC.replace('version: "1"', 'version: "1", description: Books, loans.'))
    before = everything(project)
    for run in (generate, check):
        with pytest.raises(GenerateError, match=r"yaml:3:\d+ info.*no member `loans.`; if it"):
            run(spec, Project(root=project, strict=True))
    assert everything(project) == before
    assert check(spec, Project(root=project)) != []
    assert "warning: " in capsys.readouterr().err
