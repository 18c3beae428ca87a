"""What is published has the same bytes wherever and whenever it is built."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from .conftest import LIBRARY, UV

pytestmark = pytest.mark.infra
ROOT = LIBRARY.parents[1]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout in another folder, with other times, and modes as another umask makes them."""
    folder = tmp_path_factory.mktemp("elsewhere")
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
            (folder / name).chmod((folder / name).stat().st_mode & 0o700)
            os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize(
    "project", [LIBRARY.relative_to(ROOT), Path("generated/clients/python")], ids=str
)
def test_wheel_and_sdist_are_the_same_from_another_checkout(
    elsewhere: Path, tmp_path: Path, project: Path
) -> None:
    here = digests(ROOT / project, tmp_path / "here")
    there = digests(elsewhere / project, tmp_path / "there", TZ="Pacific/Auckland")
    assert len(here) == 2
    assert here == there


def digests(project: Path, built: Path, **environment: str) -> Mapping[str, str]:
    """Of the distributions of the project, by their names."""
    command = [UV, "build", "--quiet", "--no-build-isolation", "--out-dir", str(built)]
    subprocess.run([*command, str(project)], check=True, env={**os.environ, **environment})
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in built.iterdir()
        if each.name.endswith((".whl", ".tar.gz"))
    }
