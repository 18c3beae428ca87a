"""A checkout works with each supported Python that is found: the same bytes, the suite imports."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.dev.interpreters import interpreter
from tests.infra.development import ROOT

OTHERS = ("3.12", "3.13", "3.14")
"""Beside the oldest, with which everything else is tested."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository of what is committed or about to be, without an environment."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    for command in ("init", "-q"), ("add", "--all"):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


@pytest.fixture(params=OTHERS)
def run(
    request: pytest.FixtureRequest, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., str]:
    """Run a command in the checkout, whose environment has that Python."""
    python = interpreter(request.param)
    if python is None:
        pytest.skip(f"Python {request.param} is not installed")
    first_on_path = tmp_path_factory.mktemp("bin")
    (first_on_path / "python3").symlink_to(python)

    def run(*command: str) -> str:
        done = subprocess.run(
            command,
            cwd=checkout,
            env=os.environ | {"PATH": f"{first_on_path}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    run("scripts/setup")
    assert run(".venv/bin/python", "--version").startswith(f"Python {request.param}.")
    return run


@pytest.mark.slow
@pytest.mark.timeout(900)  # it installs an environment
def test_another_python_generates_the_same_and_imports_the_suite(run: Callable[..., str]) -> None:
    run(".venv/bin/exactapi", "generate", "--check")
    run(".venv/bin/python", "-m", "pytest", "-q", "--collect-only")


@pytest.mark.thorough
def test_the_quick_tests_pass_on_another_python(run: Callable[..., str]) -> None:
    said = run("./scripts/task", "test", "-q")
    print(said[-2000:])
    assert " passed" in said
