"""`exactapi add --table` writes a table and a repository that follow the document, and once."""

from pathlib import Path

import pytest
import yaml

from exactapi.cli.main import main

SHELF = {
    "id": {"type": "string", "format": "uuid"},
    "title": {"allOf": [{"$ref": "#/components/schemas/Title"}, {"maxLength": 30}]},
    "kind": {"enum": ["it's", "new"], "type": "string"},
    "note": {"type": ["string", "null"], "maxLength": 5},
    "size": {"type": "integer", "minimum": 0, "maximum": 9},
    "seen": {"type": "integer", "minimum": 0},
    "weight": {"type": "number"},
    "price": {"type": "string", "format": "decimal"},
    "tax": {"type": ["number", "null"], "format": "decimal"},
    "isOpen": {"type": "boolean"},
    "owner": {"type": "string", "format": "uuid"},
    "opened": {"type": "string", "format": "date"},
    "moved": {"oneOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
    "labels": {"type": "array", "items": {"type": "string"}},
    "created_at": {"type": "string", "format": "date-time"},
}
OPTIONAL = ("weight", "kind")
TABLE = """
Kind: TypeAlias = Literal["it's", "new"]


class ShelfTable(Entity, table=True):
    \"\"\"One row for each Shelf; deleted ones are hidden, not removed.\"\"\"

    __tablename__ = "shelves"
    __table_args__ = (CheckConstraint("kind IN ('it''s', 'new')", name="shelves_kind_check"),)

    title: str = Field(max_length=30)
    kind: Kind | None = Field(default=None, sa_type=String(4))
    note: str | None = Field(default=None, max_length=5)
    size: int
    seen: int = Field(sa_type=BigInteger)
    weight: float | None = None
    price: Decimal = Field(sa_type=Numeric)
    tax: Decimal | None = Field(default=None, sa_type=Numeric)
    isOpen: bool
    owner: UUID
    opened: date
    moved: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    labels: Any = Field(sa_type=JSONB)
"""


def document(members: dict[str, object], path: str = "/shelves/{id}") -> str:
    shelf = {
        "type": "object",
        "required": [name for name in members if name not in OPTIONAL],
        "properties": members,
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Shelf"}}}
    get = {
        "operationId": "getShelf",
        "tags": ["shelves"],
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "responses": {"200": {"description": "One.", "content": content}},
    }
    if "{" not in path:
        del get["parameters"]
    return yaml.safe_dump(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shelves", "version": "1.0.0"},
            "security": [],
            "paths": {path: {"get": get}},
            "components": {
                "schemas": {"Shelf": shelf, "Title": {"type": "string", "maxLength": 90}}
            },
        },
        sort_keys=False,
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "openapi").mkdir()
    (tmp_path / "openapi/openapi.yaml").write_text(document(SHELF))
    (tmp_path / "impl/storage/postgres").mkdir(parents=True)
    (tmp_path / "impl/storage/postgres/mixins.py").touch()
    (tmp_path / "pyproject.toml").write_text("[tool.exactapi]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(project: Path) -> set[str]:
    written = (path for path in project.rglob("*.py") if "generated" not in path.parts)
    return {path.relative_to(project / "impl").as_posix() for path in written}


@pytest.mark.slow
def test_the_table_holds_what_the_schema_says_and_is_written_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", "shelves", "--table"]) == 0
    assert "1. read the table" in capsys.readouterr().out
    folder = project / "impl/features/shelves"
    assert (folder / "tables.py").read_text().endswith(TABLE)
    repository = (folder / "repository.py").read_text()
    assert "from impl.features.shelves.tables import Kind, ShelfTable" in repository
    assert "    kind: Kind | None\n" in repository
    assert "def page" not in repository, "no operation lists them"
    assert "async def get_shelf" in (folder / "handlers.py").read_text()

    before = (folder / "tables.py").read_bytes()
    assert main(["add", "shelves", "--table"]) == 1
    assert capsys.readouterr().err == (
        "exactapi add: impl/features/shelves/tables.py: it is there already; nothing was changed\n"
    )
    assert (folder / "tables.py").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "spec", "said"),
    [
        (["books", "--table"], document(SHELF), "no operation has the tag 'books'"),
        (["shelves", "--table"], document({"metadata": {}}), "no column can be called 'metadata'"),
        (["shelves", "--table"], document({"a-b": {}}), "no column can be called 'a-b'"),
        (["shelves", "--table"], document(SHELF, "/shelves"), "declare a GET of a path that ends"),
        (["shelves"], "openapi: 3.1.0\n", "openapi.yaml:1"),
    ],
)
def test_what_cannot_be_added_is_said_in_a_line_and_nothing_is_written(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    spec: str,
    said: str,
) -> None:
    (project / "openapi/openapi.yaml").write_text(spec)
    assert main(["add", *arguments]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert files(project) == {"storage/postgres/mixins.py"}
    assert not (project / "generated").exists()


def test_a_service_without_a_database_has_no_tables(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "impl/storage/postgres/mixins.py").unlink()
    assert main(["add", "shelves", "--table"]) == 1
    assert "this service has no tables; add without --table" in capsys.readouterr().err
