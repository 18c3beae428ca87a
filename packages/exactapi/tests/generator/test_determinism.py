"""The same document gives the same bytes, whatever the machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exactapi.generate.package.folders import differences

ROOT = Path(__file__).parents[4]
SPEC = Path(__file__).parent / "cases" / "names_that_clash" / "openapi.yaml"


def generate(checkout: Path, out: Path, seed: str) -> Path:
    result = subprocess.run(
        [sys.executable, "-m", "exactapi", "generate", str(SPEC), str(out)],
        cwd=checkout,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return out / "generated"


@pytest.fixture
def other_checkout(tmp_path: Path) -> Path:
    checkout = tmp_path / "somewhere else"
    for folder in ("packages", "openapi"):
        shutil.copytree(ROOT / folder, checkout / folder)
    shutil.copy(ROOT / "pyproject.toml", checkout)
    return checkout


@pytest.mark.slow
def test_hash_seed_and_checkout_path_change_nothing(tmp_path: Path, other_checkout: Path) -> None:
    first = generate(ROOT, tmp_path / "a", "1")
    assert list(differences(generate(ROOT, tmp_path / "b", "2"), first)) == []
    assert list(differences(generate(other_checkout, tmp_path / "c", "3"), first)) == []
