"""The service on a newer Python than the one that the checkout's environment has.

Run by that Python, this module makes the environment, `.tools/bench-python3.13` for example, with
the pins of the checkout's own.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

from scripts import bootstrap
from scripts.dev.interpreters import interpreter

VERSIONS: Final = ("3.13", "3.14")
_REQUIREMENTS: Final = bootstrap.ROOT / "requirements" / "dev.txt"


def environment_of(version: str) -> Path:
    """Return the Python of an environment for the service; make it, if that has not been done.

    Raises:
        RuntimeError: there is no such Python, or the pins cannot be installed for it.
    """
    python = interpreter(version)
    if python is None:
        raise RuntimeError(f"Python {version} is not installed")
    folder = _folder(version)
    made = subprocess.run(
        [str(python), "-m", __name__, version],
        cwd=bootstrap.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"{folder.name} could not be made:\n{made.stderr[-2000:]}")
    return folder / "bin" / "python"


def _folder(version: str) -> Path:
    return bootstrap.ROOT / ".tools" / f"bench-python{version}"


if __name__ == "__main__":
    folder = _folder(sys.argv[1])
    if not bootstrap.is_complete(folder, _REQUIREMENTS):
        bootstrap.make(folder, _REQUIREMENTS)
