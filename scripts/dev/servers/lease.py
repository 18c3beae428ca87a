"""Share one private server between everything that runs in a checkout.

Each user of the server holds a lease: a shared lock on a file, which the system drops when the
process ends, however it ends. The server belongs to a keeper, a process that starts with the
first lease and stops it after the last. So `task psql` works with and without `task dev`, two
`task dev` share their data, and stopping one does not break the other.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.dev.child import locked

LEASES, KEEPER, START, URL = "leases.lock", "keeper.lock", "start.lock", "url"

_keepers: dict[Path, subprocess.Popen[bytes]] = {}
"""Those that this process started: its own children, for it to wait for."""


@contextlib.contextmanager
def lease(kind: str, folder: Path) -> Iterator[tuple[str, int]]:
    """Return the URL of the server of this `kind` in `folder`, and the descriptor of the lease.

    Raises:
        RuntimeError: the server does not start; with its reason.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    leases = os.open(folder / LEASES, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(leases, fcntl.LOCK_SH)  # waits while a keeper stops the server
        try:
            with locked(folder / START, patience=60, busy=f"{folder / START} is held too long"):
                if not _is_held(folder / KEEPER):
                    _start_keeper(kind, folder)
            yield (folder / URL).read_text(), leases
        finally:
            _release(leases, folder)
    finally:
        os.close(leases)


def _start_keeper(kind: str, folder: Path) -> None:
    with (folder / "keeper.log").open("w") as log:
        keeper = _keepers[folder] = subprocess.Popen(
            [sys.executable, "-m", "scripts.dev.servers.keeper", kind, folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=Path(__file__).parents[3],
            start_new_session=True,
        )
    with keeper.stdout or contextlib.nullcontext() as output:
        if output is None or output.read() != b"ready\n":
            _keepers.pop(folder).wait()
            reason = (folder / "keeper.log").read_text().strip()
            raise RuntimeError(reason or f"the keeper of {folder} ended with {keeper.returncode}")


def _release(leases: int, folder: Path) -> None:
    """Give the lease back; after the last one, wait until the server has stopped."""
    fcntl.flock(leases, fcntl.LOCK_UN)
    while _is_held(folder / KEEPER):
        if _is_shared(leases):
            return
        time.sleep(0.02)
    if folder in _keepers:
        _keepers.pop(folder).wait()


def _is_shared(leases: int) -> bool:
    """Return whether others hold leases: an exclusive lock is then refused."""
    try:
        fcntl.flock(leases, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        fcntl.flock(leases, fcntl.LOCK_UN)
        return False
    try:
        fcntl.flock(leases, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(leases, fcntl.LOCK_UN)
    return True


def _is_held(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
