"""Other Pythons than the one that the checkout's environment has."""

import shutil
from pathlib import Path


def interpreter(version: str) -> Path | None:
    """Return the Python of a version, such as 3.13; None if it is not installed.

    Of pyenv's, which may be there and not chosen, it is the program itself.
    """
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    path = Path(found)
    if path.parent.name != "shims":
        return path
    installed = sorted(path.parents[1].glob(f"versions/{version}.*/bin/python"))
    return installed[-1] if installed else None
