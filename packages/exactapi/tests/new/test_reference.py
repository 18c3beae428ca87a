"""The reference service is whole, with and without its features."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from exactapi.features.manifest import read
from exactapi.features.removal import apply, plan
from exactapi.new.reference import LIBRARY, reference

FIRST_PARTY = {"impl", "scripts", "tests"}
FEATURES = {
    "with all features": (LIBRARY,),
    "without accounts": (LIBRARY, "accounts"),
    "without health": (LIBRARY, "health"),
    "with none": (LIBRARY, "accounts", "health"),
}


@pytest.fixture(params=FEATURES.values(), ids=FEATURES.keys())
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    source = reference()
    for name in source.files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source.root / name, tmp_path / name)
    known = read(tmp_path / "impl/features/features.toml")
    apply(tmp_path, plan(tmp_path, source.files, [known[name] for name in request.param]))
    return tmp_path


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
