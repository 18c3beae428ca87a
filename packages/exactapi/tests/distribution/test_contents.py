"""What is in the wheel and in the sdist."""

import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from exactapi import __version__
from exactapi.fuzz.run import CONFIGURATION
from exactapi.generate.document.rules.extensions.vocabulary import SCHEMA
from exactapi.generate.tools.environment import PINS

from .conftest import LIBRARY

pytestmark = pytest.mark.infra
SOURCE = LIBRARY / "src"


def test_the_wheel_holds_every_file_of_the_library(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        held = {name for name in file.namelist() if ".dist-info/" not in name}
    committed = subprocess.run(
        ["git", "ls-files", "exactapi"], cwd=SOURCE, capture_output=True, text=True, check=True
    )
    assert held >= set(committed.stdout.splitlines())
    for path in (SOURCE / "exactapi" / "py.typed", PINS, SCHEMA, CONFIGURATION):
        assert path.relative_to(SOURCE).as_posix() in held


def test_the_wheel_names_command_licence_and_readme(wheel: Path) -> None:
    folder = f"exactapi-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as file:
        assert file.read(f"{folder}/licenses/LICENSE") == (LIBRARY / "LICENSE").read_bytes()
        metadata = file.read(f"{folder}/METADATA").decode()
        points = file.read(f"{folder}/entry_points.txt").decode()
    assert "exactapi = exactapi.cli.main:main" in points
    assert metadata.endswith((LIBRARY / "README.md").read_text())


def test_the_sdist_holds_what_the_wheel_is_built_from(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as file:
        held = {name.partition("/")[2] for name in file.getnames()}
    assert held >= {"CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"}
    assert "src/exactapi/py.typed" in held
    assert not any(name.startswith("tests/") for name in held)
