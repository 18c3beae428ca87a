"""The source is divided so that a folder, and a module, can be read at one sitting."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="only git knows which modules people write"
)
MODULES = 12
LINES = 400


def modules() -> Iterator[Path]:
    """Return the modules that people write, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.split("\0"):
        path = Path(name)
        if name and path.parts[0] != "generated" and (ROOT / path).is_file():
            yield path


def test_a_folder_holds_at_most_a_dozen_modules() -> None:
    held = Counter(path.parent for path in modules() if path.name != "__init__.py")
    assert {str(folder): count for folder, count in held.items() if count > MODULES} == {}


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lines = {str(path): (ROOT / path).read_text().count("\n") for path in modules()}
    assert {path: count for path, count in lines.items() if count > LINES} == {}
