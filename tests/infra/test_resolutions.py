"""`uv sync` and `poetry install` can resolve what a fresh clone asks for; no lock file is kept."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.development import ROOT

pytestmark = pytest.mark.infra
UV = str(Path(sys.executable).parent / "uv")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What package managers read of the checkout."""
    for name in ("pyproject.toml", "README.md", "packages/exactapi"):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("tests", "__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def run(folder: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def test_uv_resolves_it(clone: Path) -> None:
    assert "exactapi" in run(clone, UV, "lock", "--dry-run")


def test_poetry_resolves_it(clone: Path) -> None:
    """From uv's index, by the protocol that mirrors speak, too."""
    options = run(clone, UV, "pip", "compile", "-q", os.devnull, "--emit-index-url", "--no-header")
    index = re.search(r"^--index-url (\S+)", options, re.MULTILINE)
    assert index is not None
    poetry = (UV, "tool", "run", "--quiet", "poetry>=2.2")
    run(clone, *poetry, "source", "add", "--priority=primary", "index", f"{index[1]}/")
    run(clone, *poetry, "check")
    run(clone, *poetry, "lock", "--no-interaction")
    assert 'name = "exactapi"' in (clone / "poetry.lock").read_text()
