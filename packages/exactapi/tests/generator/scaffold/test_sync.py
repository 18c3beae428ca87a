import ast
from pathlib import Path
from textwrap import dedent

import pytest

from exactapi.generate.scaffold.handlers import UnreadableHandlersError, compare
from exactapi.generate.scaffold.protocols import protocols
from exactapi.generate.scaffold.sync import check_readable, out_of_step, synchronise
from exactapi.project.settings import Project

ROUTER = '''
from typing import Literal, Protocol
from uuid import UUID

from exactapi.runtime import Operation

from .. import models


class MakePetCreated:
    pass


class PetsHandlers(Protocol):
    """One method per operation."""

    async def get_pet(self, *, id: UUID) -> models.Pet:
        """GET /pets/{id}."""

    async def make_pet(self, *, kind: Literal["cat"] = "cat") -> MakePetCreated:
        """POST /pets."""


GET_PET = Operation(id="getPet", method="GET", path="/pets/{id}", handler="get_pet")
MAKE_PET = Operation(id="makePet", method="POST", path="/pets", handler="make_pet")
'''


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    folder = tmp_path / "generated"
    (folder / "routers").mkdir(parents=True)
    (folder / "routers" / "pets.py").write_text(ROUTER)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(root=tmp_path, handlers=Path("features"))


def handlers(project: Project, text: str) -> Path:
    path = project.root / project.handlers / "pets" / "handlers.py"
    path.parent.mkdir(parents=True)
    path.write_text(dedent(text).lstrip())
    return path


def states(generated: Path, project: Project) -> dict[str, str]:
    return {
        handler.name: handler.state
        for protocol in protocols(generated, project.output_package)
        for handler in compare(protocol, project)
    }


def test_a_new_tag_gets_a_file_with_stubs_and_the_imports_they_need(
    generated: Path, project: Project
) -> None:
    assert len(list(synchronise(generated, project))) == 2
    text = (project.root / project.handlers / "pets" / "handlers.py").read_text()
    assert "class Pets:" in text
    assert "async def get_pet(self, *, id: UUID) -> models.Pet:" in text
    assert 'raise NotImplementedError("makePet")' in text
    for line in (
        "from uuid import UUID",
        "from typing import Literal",
        "from generated import models",
        "from generated.routers.pets import MakePetCreated",
        "from exactapi.runtime import RequestContext",
    ):
        assert line in text
    assert (project.root / project.handlers / "pets" / "__init__.py").exists()
    assert states(generated, project) == {"get_pet": "stub", "make_pet": "stub"}


def test_a_second_run_changes_nothing(generated: Path, project: Project) -> None:
    list(synchronise(generated, project))
    path = project.root / project.handlers / "pets" / "handlers.py"
    before = path.read_bytes()
    assert list(synchronise(generated, project)) == []
    assert path.read_bytes() == before


def test_a_stub_is_added_after_what_people_wrote_and_their_format_stays(
    generated: Path, project: Project
) -> None:
    path = handlers(
        project,
        '''
        """Mine."""
        from uuid import UUID
        from generated import models


        class Zoo:  # not named after the tag
            def _helper(self) -> int: return  1  # odd, but mine

            async def get_pet(self, *, id: UUID) -> models.Pet:
                return models.Pet(name = str(id))
        ''',
    )
    assert list(out_of_step(generated, project)) == [f"{path}: make_pet: missing"]
    list(synchronise(generated, project))
    text = path.read_text()
    assert "class Zoo:  # not named after the tag" in text
    assert "# odd, but mine" in text
    zoo = next(node for node in ast.parse(text).body if isinstance(node, ast.ClassDef))
    names = [
        node.name for node in zoo.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert names == ["_helper", "get_pet", "make_pet"]


def test_line_ends_stay_as_they_were(generated: Path, project: Project) -> None:
    list(synchronise(generated, project))
    path = project.root / project.handlers / "pets" / "handlers.py"
    written = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(written[: written.index(b"    async def make_pet")].rstrip() + b"\r\n")
    list(synchronise(generated, project))
    assert path.read_bytes() == written


def test_a_changed_signature_is_updated_and_its_body_kept(
    generated: Path, project: Project
) -> None:
    path = handlers(
        project,
        """
        class Pets:
            async def get_pet(self, *, id: str) -> None:
                # why
                return await self._pets.get(id)

            async def make_pet(self, *, kind: Literal["cat"] = "cat") -> MakePetCreated:
                return MakePetCreated()
        """,
    )
    assert states(generated, project) == {"get_pet": "changed", "make_pet": "implemented"}
    assert any("get_pet: signature updated" in line for line in synchronise(generated, project))
    text = path.read_text()
    assert "async def get_pet(self, *, id: UUID) -> models.Pet:" in text
    assert "# why\n        return await self._pets.get(id)" in text


def test_a_name_imported_from_the_models_is_no_change(generated: Path, project: Project) -> None:
    handlers(
        project,
        """
        class Pets:
            async def get_pet(self, *, id: UUID) -> Pet:
                return Pet()
        """,
    )
    assert states(generated, project)["get_pet"] == "implemented"


def test_a_method_without_operation_is_reported_and_left_alone(
    generated: Path, project: Project
) -> None:
    path = handlers(
        project,
        """
        class Pets:
            async def feed_pet(self) -> None:
                return None
        """,
    )
    lines = list(synchronise(generated, project))
    assert any("feed_pet: belongs to no operation" in line for line in lines)
    assert "async def feed_pet(self) -> None:\n        return None" in path.read_text()


def test_a_file_without_handler_class_gets_one(generated: Path, project: Project) -> None:
    path = handlers(project, "LIMIT = 3\n")
    list(synchronise(generated, project))
    text = path.read_text()
    assert text.index("LIMIT = 3") < text.index("class Pets:") < text.index("async def get_pet")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"class Pets:\n    def broken(:\n", r"handlers\.py:2:16: .*; correct the handlers"),
        (b"# caf\xe9\n", r"handlers\.py:1:1: .*; write the handlers as UTF-8 text"),
        (b"x = '\0'\n", r"handlers\.py:1:1: .*; "),
    ],
)
def test_handlers_that_are_no_python_are_named_with_their_line(
    content: bytes, reason: str, generated: Path, project: Project
) -> None:
    handlers(project, "").write_bytes(content)
    with pytest.raises(UnreadableHandlersError, match=reason):
        check_readable(generated, project)


def test_handlers_that_cannot_be_read_are_named(generated: Path, project: Project) -> None:
    (project.root / project.handlers / "pets" / "handlers.py").mkdir(parents=True)
    with pytest.raises(UnreadableHandlersError, match=r"handlers\.py:1:1: .*; make the handlers"):
        check_readable(generated, project)
