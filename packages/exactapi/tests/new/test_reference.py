"""The reference service is whole, with and without its features."""

import ast
import re
import shutil
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from exactapi.features.manifest import read
from exactapi.features.removal import apply, plan
from exactapi.new.reference import LIBRARY, reference

pytestmark = pytest.mark.slow

FIRST_PARTY = {"impl", "scripts", "tests"}
MANIFEST = Path(__file__).parents[4] / "impl" / "features" / "features.toml"
OPTIONAL = tuple(name for name in read(MANIFEST) if name != LIBRARY)
REMOVED = [each for size in range(len(OPTIONAL) + 1) for each in combinations(OPTIONAL, size)]


@pytest.fixture(
    scope="module", params=REMOVED, ids=lambda names: "without " + (" ".join(names) or "nothing")
)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    source = reference()
    for name in source.files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source.root / name, folder / name)
    known = read(folder / "impl/features/features.toml")
    apply(folder, plan(folder, source.files, [known[name] for name in (LIBRARY, *request.param)]))
    return folder


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_import_leads_to_a_file(service: Path) -> None:
    missing = {
        f"{path.relative_to(service)}: {name}"
        for path in service.rglob("*.py")
        if path != service / "impl/routers.py"  # `exactapi generate` keeps it in step
        for name in imported(path)
        if name.partition(".")[0] in FIRST_PARTY
        for place in [service / name.replace(".", "/")]
        if not place.is_dir() and not place.with_suffix(".py").is_file()
    }
    assert not missing, "list these in impl/features/features.toml, or mark their lines"


def texts(service: Path) -> Iterator[tuple[Path, str]]:
    for path in service.rglob("*"):
        if path.is_file() and path.suffix in {".md", ".py", ".toml", ".yaml", ".yml", ".example"}:
            yield path, path.read_text(encoding="utf-8")


def test_every_page_that_is_named_is_there(service: Path) -> None:
    missing = {
        f"{path.relative_to(service)}: {page}"
        for path, text in texts(service)
        for page in re.findall(r"\bdocs/[\w/-]+\.md", text)
        if not (service / page).is_file()
    }
    assert not missing, "list fewer pages in impl/features/features.toml, or mark these lines"


def test_every_link_of_a_page_leads_to_a_file(service: Path) -> None:
    pages = sorted((service / "docs").glob("*.md"))
    assert pages
    missing = {
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)[)#]", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    }
    assert not missing, "mark these lines: <!-- feature: NAME -->"


def test_every_task_of_a_page_is_there(service: Path) -> None:
    tasks = re.findall(r"^  ([a-z:]+):", (service / "Taskfile.yml").read_text(), re.MULTILINE)
    missing = {
        f"{page.name}: {task}"
        for page in (service / "docs").glob("*.md")
        for task in re.findall(r"scripts/task ([a-z:]+)", page.read_text(encoding="utf-8"))
        if task not in tasks
    }
    assert not missing, "mark these lines: <!-- feature: NAME -->"


def test_the_example_of_the_environment_shows_only_settings_that_are_there(service: Path) -> None:
    shown = re.findall(r"^# ([A-Z_]+)=", (service / ".env.example").read_text(), re.MULTILINE)
    settings = "".join(each.read_text() for each in (service / "impl/settings").glob("*.py"))
    missing = {
        name for name in shown if not re.search(rf"^    {name.lower()}:", settings, re.MULTILINE)
    }
    assert not missing, "mark their paragraphs in .env.example"


def test_the_contracts_of_imports_name_modules_that_are_there(service: Path) -> None:
    """A pattern (`impl.features.*`) and a layer in parentheses may name none."""
    settings = tomllib.loads((service / "pyproject.toml").read_text())
    named = {
        module
        for contract in settings["tool"]["importlinter"]["contracts"]
        for key in ("layers", "modules", "source_modules", "protected_modules", "allowed_importers")
        for entry in contract.get(key, ())
        for module in entry.split(" | ")
        if module.startswith(("impl.", "scripts.")) and "*" not in module
    }
    assert named
    places = {each: service / each.replace(".", "/") for each in named}
    missing = {
        each
        for each, place in places.items()
        if not place.is_dir() and not place.with_suffix(".py").is_file()
    }
    assert not missing, "mark their lines in pyproject.toml"


def test_errors_can_be_said_in_the_documents_own_words(service: Path) -> None:
    """One function does it, whichever features are left; the composition root hands it on."""
    errors = ast.parse((service / "impl/errors.py").read_text())
    functions = {each.name for each in ast.walk(errors) if isinstance(each, ast.FunctionDef)}
    assert "describe_error" in functions
    assert "describe_error=describe_error," in (service / "impl/app.py").read_text()


def test_every_file_of_the_manifest_is_there() -> None:
    source = reference()
    if source.checkout is None:
        pytest.skip("the wheel does not carry what belongs to the library")
    known = read(source.root / "impl/features/features.toml")
    optional = {".github"}
    missing = [
        file
        for feature in known.values()
        for file in feature.files
        if file not in optional and not (source.root / file).exists()
    ]
    assert not missing
