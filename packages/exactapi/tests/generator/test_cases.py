"""Golden cases: what is generated is what somebody has read, and it is good Python."""

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from exactapi.generate.package.folders import differences
from generator.golden import CASES, NAMES, generate

ROOT = Path(__file__).parents[4]
TORTURE = ("torture", "torture_3_0", "torture_3_2")


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Every case and the torture documents, each as a package of that name."""
    folder = tmp_path_factory.mktemp("cases")
    packages = {name: folder / name for name in [*NAMES, *TORTURE]}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(generate, packages.keys(), packages.values()))
    return packages


@pytest.mark.slow
@pytest.mark.parametrize("case", NAMES)
def test_output_is_what_was_reviewed(case: str, generated: Mapping[str, Path]) -> None:
    found = list(differences(generated[case], CASES / case / "expected"))
    assert found == [], "if the change is meant: python -m generator.update_cases"


@pytest.mark.parametrize("case", NAMES)
def test_case_says_what_it_is_for(case: str) -> None:
    assert (CASES / case / "openapi.yaml").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.slow
def test_output_passes_mypy_strict(generated: Mapping[str, Path]) -> None:
    folder = next(iter(generated.values())).parent
    result = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--explicit-package-bases"),
            *(
                f"--config-file={ROOT / 'pyproject.toml'}",
                f"--cache-dir={ROOT / '.mypy_cache' / 'cases'}",
            ),
            "--follow-imports=silent",
            *generated,
        ],
        cwd=folder,
        env={"MYPYPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_output_passes_the_projects_lint(generated: Mapping[str, Path]) -> None:
    folder = next(iter(generated.values())).parent
    result = subprocess.run(
        [
            *(sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise"),
            f"--config={ROOT / 'pyproject.toml'}",
            "--config=lint.isort.known-first-party = ['impl']",
            ".",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_output_imports_and_every_model_can_be_built(generated: Mapping[str, Path]) -> None:
    """In a process of its own, so that a document that runs as code is seen there."""
    folder = next(iter(generated.values())).parent
    program = """
import importlib, pathlib, sys
from pydantic import BaseModel, TypeAdapter
for name in sys.argv[1:]:
    for path in sorted(pathlib.Path(name).rglob("*.py")):
        module = importlib.import_module(".".join(path.with_suffix("").parts))
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, BaseModel):
                value.model_rebuild(force=True)
            elif type(value).__name__ == "TypeAliasType":
                TypeAdapter(value)
"""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *generated],
        cwd=folder,
        env={"PYTHONPATH": f"{folder}:{ROOT}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
