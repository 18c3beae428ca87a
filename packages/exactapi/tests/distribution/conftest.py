"""The library as others get it: a wheel, built here and installed into fresh environments."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[2]
UV = str(Path(sys.executable).parent / "uv")

Install = Callable[..., Path]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("built")
    command = [UV, "build", "--quiet", "--no-build-isolation", "--out-dir", str(folder)]
    subprocess.run([*command, str(LIBRARY)], check=True)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def install(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Install:
    """Install the wheel with an extra, and other packages; the folder of the programs."""

    def install(extra: str = "", *others: str) -> Path:
        folder = tmp_path_factory.mktemp("environment") / "venv"
        subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, folder], check=True)
        wanted = f"exactapi{extra} @ {wheel.as_uri()}"
        python = folder / "bin" / "python"
        command = [UV, "pip", "install", "--quiet", "--python", python, wanted, *others]
        subprocess.run(command, check=True)
        return folder / "bin"

    return install
