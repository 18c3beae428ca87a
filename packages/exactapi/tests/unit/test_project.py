"""`[tool.exactapi]`: found from any folder, with defaults, and never half understood."""

from pathlib import Path

import pytest

from exactapi.project.settings import Project, ProjectError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a subfolder of a subfolder."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    return tmp_path


def configure(root: Path, text: str) -> Path:
    (root / "pyproject.toml").write_text(text)
    return root


def test_without_a_table_the_defaults_hold(root: Path) -> None:
    assert Project.find(configure(root, "[project]\nname = 'x'\n")) == Project(root=root)


def test_without_a_file_the_working_directory_is_the_project(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "a")
    assert Project.find().root == root / "a"


def test_a_file_without_tables_of_tools_has_none_of_ours(root: Path) -> None:
    assert Project.find(configure(root, "tool = 3\n")) == Project(root=root)


def test_the_nearest_table_counts_and_not_the_nearest_file(root: Path) -> None:
    configure(root, "[tool.exactapi]\noutput = 'made'\n")
    configure(root / "a", "[project]\nname = 'x'\n")
    assert Project.find(root / "a" / "b") == Project(root=root, output=Path("made"))


def test_every_key_is_read(root: Path) -> None:
    table = """
    [tool.exactapi]
    document = "api/v2.yaml"
    output = "src/shop/api"
    handlers = "src/shop/features"
    routers = "src/shop/wiring.py"
    output-package = "shop.api"
    handlers-package = "shop.work"
    strict = true
    fuzz-configuration = "tests/fuzz.toml"
    fuzz-reports = "made/fuzz"
    """
    assert Project.find(configure(root, table)) == Project(
        root=root,
        document=Path("api/v2.yaml"),
        output=Path("src/shop/api"),
        handlers=Path("src/shop/features"),
        routers=Path("src/shop/wiring.py"),
        output_package="shop.api",
        handlers_package="shop.work",
        strict=True,
        fuzz_configuration=Path("tests/fuzz.toml"),
        fuzz_reports=Path("made/fuzz"),
    )


def test_import_names_follow_from_the_folders() -> None:
    project = Project(root=Path(), output=Path("src/shop/api"), handlers=Path("shop/features"))
    assert (project.output_package, project.handlers_package) == ("shop.api", "shop.features")
    assert project.handlers_module("users") == "shop.features.users.handlers"
    assert project.first_party == ("shop",)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("documnet = 'x'", "there is no key 'documnet'; did you mean 'document'?"),
        ("handler = 'x'", "there is no key 'handler'; did you mean 'handlers'?"),
        ("root = 'x'", "there is no key 'root'; "),
        ("strict = 'yes'", "'strict' must be true or false"),
        ("output = 3", "'output' must be a text, and not empty"),
        ("output = ''", "'output' must be a text, and not empty"),
        ("output = '.'", "'output' must be a path below this folder, not '.'"),
        ("output = '../x'", "'output' must be a path below this folder, not '../x'"),
        ("output = '/tmp/x'", "'output' must be a path below this folder, not '/tmp/x'"),
        ("output = 'my-api'", "'my-api' cannot be imported; name a package by 'output-package'"),
        ("output = 'class'", "'class' cannot be imported; name a package by 'output-package'"),
        ("output = 'json'", "'json' cannot be imported; name a package by 'output-package'"),
        ("handlers-package = 'a..b'", "name a package by 'handlers-package'"),
        ("handlers = 'generated'", "'handlers' is 'generated', in the folder that `exactapi gen"),
        ("output = 'impl'", "'handlers' is 'impl/features', in the folder that `exactapi gen"),
        ("document = 'generated/api.yaml'", "'document' is 'generated/api.yaml', in the folder"),
        ("sdk-name = '../x'", "'sdk-name' must be a name as in 'book-shop', not '../x'"),
        (
            "sdk-python-version = 'next'",
            "must be a version as in '1.4.0' or '1.4.0rc1', not 'next'",
        ),
        ("sdk-typescript-version = '1'", "must be a version as in '1.4.0' or '1.4.0-rc.1'"),
        ("released = 'generated/old.json'", "choose another one, or another 'output'"),
    ],
)
def test_what_cannot_be_meant_is_one_line_with_the_cure(root: Path, table: str, said: str) -> None:
    configure(root, f"[tool.exactapi]\n{table}\n")
    with pytest.raises(ProjectError) as raised:
        Project.find(root / "a")
    line = str(raised.value)
    assert line.startswith(f"{root}/pyproject.toml: [tool.exactapi]: ")
    assert said in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.exactapi\n", r"pyproject.toml: cannot be read: "),
        ("[tool]\nexactapi = 1\n", r"\[tool.exactapi\]: must be a table"),
    ],
)
def test_a_file_that_is_wrong_is_named(root: Path, text: str, said: str) -> None:
    with pytest.raises(ProjectError, match=said):
        Project.find(configure(root, text))


def test_the_document_is_named_as_from_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "openapi").mkdir()
    (root / "openapi" / "openapi.json").touch()
    monkeypatch.chdir(root)
    assert Project(root=root).find_document() == Path("openapi/openapi.json")
    monkeypatch.chdir(root / "a")
    assert Project(root=root).find_document() == root / "openapi/openapi.json"


@pytest.mark.parametrize("document", [None, Path("api.yaml")])
def test_where_there_is_no_document_it_says_how_to_name_one(
    root: Path, document: Path | None
) -> None:
    name = document or "openapi/openapi.yaml"
    with pytest.raises(ProjectError, match=rf"{root}/{name}: there is no such .*--spec FILE"):
        Project(root=root, document=document).find_document()


def test_of_two_documents_neither_is_taken(root: Path) -> None:
    (root / "openapi").mkdir()
    for name in ("openapi.yaml", "openapi.json"):
        (root / "openapi" / name).touch()
    with pytest.raises(ProjectError, match=r"has openapi.yaml and openapi.json; remove one"):
        Project(root=root).find_document()
