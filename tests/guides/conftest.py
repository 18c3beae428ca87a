"""A service made by `exactapi new`, as it was made for every guide."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guides.reader import Reader


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a service that is set up."""
    folder = tmp_path_factory.mktemp("guides") / "shop"
    command = [sys.executable, "-m", "exactapi", "new", str(folder), "--name", "Shop"]
    subprocess.run(command, check=True)
    subprocess.run(["./scripts/setup"], cwd=folder, check=True)
    return folder


@pytest.fixture
def service(made: Path) -> Iterator[Path]:
    """The same, without what the guide before has changed; its data goes as well."""
    yield made
    (made / ".env").unlink(missing_ok=True)
    git(
        made, "reset", "--quiet", "--hard", git(made, "rev-list", "--max-parents=0", "HEAD").strip()
    )
    git(made, "clean", "--quiet", "-ffd")
    subprocess.run(["rm", "-rf", ".dev"], cwd=made, check=True)


@pytest.fixture
def reader(service: Path) -> Iterator[Reader]:
    with Reader(service) as reader:
        yield reader


NAMED = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
"""Who commits, where the machine knows nobody."""


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *NAMED, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
