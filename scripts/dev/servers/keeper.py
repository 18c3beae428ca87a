"""Hold one private server for as long as it is leased; started by `lease.lease` only."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from pathlib import Path

from scripts.dev.child import locked
from scripts.dev.servers.lease import KEEPER, LEASES, URL
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.server import Server
from scripts.dev.servers.valkey import Valkey

KINDS: dict[str, type[Server]] = {"postgresql": PostgreSQL, "valkey": Valkey}


def main(kind: str, folder: Path) -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    leases = os.open(folder / LEASES, os.O_RDWR)
    with locked(folder / KEEPER, patience=20, busy=f"{folder / KEEPER} is held for too long"):
        server = KINDS[kind](folder)
        with server:
            url = folder / URL
            url.touch(mode=0o600)
            url.write_text(server.url)
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            os.close(sys.stdout.fileno())
            while not _lock_alone(leases):
                if server.process is None or server.process.poll() is not None:
                    server.start()  # it was ended from outside, and its leases still need it
                time.sleep(0.05)
    # From here a new lease may start a new keeper: the lock on the leases ends with this process.


def _lock_alone(leases: int) -> bool:
    try:
        fcntl.flock(leases, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except (OSError, RuntimeError) as error:
        sys.exit(str(error))
