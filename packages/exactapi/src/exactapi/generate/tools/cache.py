"""Finds the folder where tools keep what they make once: beside the library."""

import hashlib
import os
import sys
from pathlib import Path


def cache_folder(name: str) -> Path:
    """A folder of this Python environment; of the user where the environment is read-only."""
    environment = Path(sys.prefix) / "lib"
    if os.access(environment, os.W_OK):
        return environment / "exactapi" / name
    caches = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    key = hashlib.sha256(f"{sys.prefix}\0{sys.version}".encode()).hexdigest()[:16]
    return caches / "exactapi" / key / name
