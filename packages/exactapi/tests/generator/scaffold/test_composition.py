"""impl/routers.py follows the document, whatever document is put in place of ours."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from exactapi.generate.scaffold.handlers import UnreadableHandlersError
from exactapi.generate.scaffold.sync import check_readable, out_of_step, synchronise
from exactapi.project.settings import Project

Tag = Callable[..., None]
COMPOSED = """
\"\"\"Mine.\"\"\"

from generated.routers.users import users_router
from impl.features.users.handlers import Users
from impl.features.users.verifiers import verify_bearer

ROUTERS = [users_router(Users)]  # why

VERIFIERS = {"bearer": verify_bearer}
"""


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "generated"
    (folder / "routers").mkdir(parents=True)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(root=tmp_path / "project")
    (project.root / project.handlers).mkdir(parents=True)
    return project


@pytest.fixture
def routers(project: Project) -> Path:
    path = project.root / project.routers
    path.write_text(COMPOSED.lstrip())
    return path


@pytest.fixture
def tag(generated: Path) -> Tag:
    """Generate the router of a tag with one operation, secured by the schemes."""

    def write(name: str, class_name: str, *schemes: str) -> None:
        security = tuple({scheme: ()} for scheme in schemes)
        source = f"""
            from typing import Protocol

            class {class_name}Handlers(Protocol):
                async def act(self) -> None: ...

            ACT = Operation(id="act", method="GET", path="/", handler="act", security={security})
        """
        (generated / "routers" / f"{name}.py").write_text(dedent(source))

    return write


def told(generated: Path, project: Project) -> list[str]:
    return [line.removeprefix(f"{project.root}/") for line in synchronise(generated, project)]


def test_a_new_router_is_served_and_one_that_is_gone_is_not(
    generated: Path, project: Project, routers: Path, tag: Tag
) -> None:
    tag("pets", "Pets", "bearer")
    assert list(out_of_step(generated, project)) == [
        f"{project.root}/impl/features/pets/handlers.py: act: missing",
        f"{routers}: add pets_router(Pets) to ROUTERS; until then its operations answer 501",
        f"{routers}: remove users_router; the document has no operation for it any more",
    ]
    assert "impl/routers.py: pets_router: added" in told(generated, project)
    text = routers.read_text()
    assert "ROUTERS = [pets_router(Pets)]  # why" in text
    assert "from generated.routers.pets import pets_router" in text
    assert "from impl.features.pets.handlers import Pets" in text
    assert "users_router" not in text
    assert "import Users" not in text
    assert 'VERIFIERS = {"bearer": verify_bearer}' in text
    assert list(out_of_step(generated, project)) == []
    assert told(generated, project) == []


def test_a_new_security_scheme_gets_a_verifier_that_answers_501(
    generated: Path, project: Project, routers: Path, tag: Tag
) -> None:
    tag("users", "Users", "it's")
    lines = told(generated, project)
    assert """impl/routers.py: "it's": added with a verifier that answers 501""" in lines
    assert "impl/routers.py: 'bearer': secures no operation; remove it with its verifier" in lines
    text = routers.read_text()
    assert """VERIFIERS = {"bearer": verify_bearer, "it's": not_implemented}""" in text
    assert "from exactapi.runtime import not_implemented" in text
    assert list(out_of_step(generated, project)) == []


def test_the_comment_of_the_last_verifier_stays_with_it(
    generated: Path, project: Project, routers: Path, tag: Tag
) -> None:
    one_line = 'VERIFIERS = {"bearer": verify_bearer}'
    marked = 'VERIFIERS = {\n    "bearer": verify_bearer,  # feature: accounts\n}'
    routers.write_text(routers.read_text().replace(one_line, marked))
    tag("users", "Users", "bearer", "key")
    told(generated, project)
    added = '    "key": not_implemented,\n}'
    assert marked.replace("}", added) in routers.read_text()


def test_a_class_whose_name_is_taken_gets_another_one(
    generated: Path, project: Project, routers: Path, tag: Tag
) -> None:
    routers.write_text(f"from typing import Final\n{COMPOSED}")
    tag("users", "Users", "bearer")
    tag("final", "Final", "bearer")
    told(generated, project)
    text = routers.read_text()
    assert "from impl.features.final.handlers import Final as FinalHandlers" in text
    assert "ROUTERS = [users_router(Users), final_router(FinalHandlers)]" in text


def test_what_is_composed_by_other_means_is_left_to_people(
    generated: Path, project: Project, routers: Path, tag: Tag
) -> None:
    routers.write_text("ROUTERS = make()\nVERIFIERS = make()\n")
    tag("pets", "Pets", "bearer")
    lines = told(generated, project)
    assert any("add pets_router(Pets) to ROUTERS" in line for line in lines)
    assert any("add a verifier of 'bearer' to VERIFIERS" in line for line in lines)
    assert "ROUTERS = make()\nVERIFIERS = make()\n" in routers.read_text()


def test_a_feature_without_operations_is_named(
    generated: Path, project: Project, routers: Path, tag: Tag
) -> None:
    tag("pets", "Pets", "bearer")
    told(generated, project)
    (generated / "routers" / "pets.py").unlink()
    tag("users", "Users", "bearer")
    (line,) = (each for each in told(generated, project) if "pets/handlers.py" in each)
    assert line.startswith(
        "impl/features/pets/handlers.py: serves no operation any more; `exactapi prune`"
    )
    assert routers.read_text().count("_router(") == 1


def test_imports_of_what_is_not_generated_any_more_are_removed(
    generated: Path, project: Project, tag: Tag
) -> None:
    """They alone would keep the service from starting."""
    tag("pets", "Pets")
    (generated / "models.py").write_text("class Pet: ...\n")
    path = project.root / project.handlers / "pets" / "handlers.py"
    path.parent.mkdir()
    path.write_text(
        "from generated import models\n"
        "from generated.models import Dog, Pet\n"
        "from generated.routers.pets import ActOk\n"
        "from generated.routers.dogs import Bark\n"
        "PETS = models.Pet, Pet\n"
        "class Pets:\n    async def act(self) -> None: ...\n"
    )
    gone = ["models.Dog", "routers.pets.ActOk", "routers.dogs.Bark"]
    assert list(out_of_step(generated, project)) == [
        f"{path}: generated.{name}: is not generated any more" for name in gone
    ]
    told(generated, project)
    imports = [line for line in path.read_text().splitlines() if "import" in line]
    assert imports == ["from generated import models", "from generated.models import Pet"]


def test_a_composition_that_is_no_python_is_named(
    generated: Path, project: Project, routers: Path
) -> None:
    routers.write_text("ROUTERS = [\n")
    with pytest.raises(UnreadableHandlersError, match=r"routers\.py:1:\d+: "):
        check_readable(generated, project)
