"""A checkout works with each supported Python that is found: the same bytes, every module."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.dev.interpreters import interpreter
from tests.infra.development import ROOT

OTHERS = ("3.12", "3.13", "3.14")
"""Beside the oldest, with which everything else is tested."""
SYSTEM = Path("/usr/bin/python3")
"""It may be an older release of the oldest: Debian 12 has 3.11.2."""
IMPORTS = """
import importlib, pkgutil
for name in ("exactapi", "generated", "impl", "scripts"):
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""


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


@pytest.fixture(params=[*OTHERS, "system"])
def run(
    request: pytest.FixtureRequest, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., str]:
    """Run a command in the checkout, whose environment has that Python."""
    python = other_python(request.param)
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
    assert run(".venv/bin/python", "--version") == version_of(python)
    return run


def other_python(name: str) -> Path:
    python = SYSTEM if name == "system" else interpreter(name)
    if python is None or not python.exists():
        pytest.skip(f"Python {name} is not installed")
    if name == "system" and not "Python 3.11" <= version_of(python) < version_of(sys.executable):
        pytest.skip("the system's Python is no older release of a supported one")
    return python


def version_of(python: Path | str) -> str:
    return subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
@pytest.mark.timeout(900)  # it installs an environment
def test_another_python_generates_the_same_and_imports_all(run: Callable[..., str]) -> None:
    run(".venv/bin/exactapi", "generate", "--check")
    run(".venv/bin/python", "-c", IMPORTS)


@pytest.mark.thorough
def test_the_quick_tests_pass_on_another_python(run: Callable[..., str]) -> None:
    said = run("./scripts/task", "test", "-q")
    print(said[-2000:])
    assert " passed" in said
