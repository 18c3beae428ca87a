"""A service that another release generated does not start, and says what to run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exactapi import __version__
from exactapi.release import RELEASE, generated_by

GENERATED = Path(__file__).parents[4] / "generated"


def test_a_release_is_major_and_minor() -> None:
    assert f"{RELEASE}." == __version__[: len(RELEASE) + 1]


def test_what_the_same_release_generated_starts() -> None:
    generated_by(RELEASE, "generated")


@pytest.mark.parametrize("other", ["0.1", "1.2", f"{RELEASE}1"])
def test_what_another_release_generated_ends_the_process_with_one_line(
    other: str, tmp_path: Path
) -> None:
    package = shutil.copytree(GENERATED, tmp_path / "generated")
    text = (package / "__init__.py").read_text()
    assert f'generated_by("{RELEASE}", __name__)' in text
    (package / "__init__.py").write_text(text.replace(f'"{RELEASE}"', f'"{other}"'))
    result = subprocess.run(
        [sys.executable, "-c", "import generated.routers.users"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == (
        f"generated was written by exactapi {other}, but exactapi {RELEASE} is installed; "
        "run `exactapi generate`\n"
    )
