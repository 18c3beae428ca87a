"""Finds the folder where tools keep what they make once: beside the library."""

import fcntl
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def cache_folder(name: str) -> Path:
    """Return a folder of this environment; of the user where the environment is read-only."""
    environment = Path(sys.prefix) / "lib"
    if os.access(environment, os.W_OK):
        return environment / "exactapi" / name
    caches = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    key = hashlib.sha256(f"{sys.prefix}\0{sys.version}".encode()).hexdigest()[:16]
    return caches / "exactapi" / key / name


@contextmanager
def locked(folder: Path, doing: str = "installs it") -> Iterator[None]:
    """Let one process at a time write `folder`; of two at once, one says that it waits."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as file:
        # An installer that outlives this process still holds the lock, since it still writes.
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003 - it takes no name
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"{folder.name}: waiting for another process that {doing} ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def say(line: str) -> None:
    """Tell people at once what takes its time."""
    print(line, file=sys.stderr, flush=True)
