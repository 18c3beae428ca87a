"""The base of the private servers: one folder, one process, one lock."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from scripts.dev.child import Child, locked
from scripts.dev.ports import kept_port
from scripts.dev.servers.passwords import kept_password

_PATIENCE = 60
"""Seconds that a server may take to start."""


class Server(ABC):
    """One server and its data, on loopback only.

    Args:
        folder: holds the log, the port, the password and the data; made when absent.
        durable: False for a throw-away server: nothing is synced to disk.

    Raises:
        RuntimeError: from `start`, with the end of the log or what the programs said.
        TimeoutError: from `start`, when another server uses the same folder and does not end.
    """

    name: ClassVar[str]

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.port = 0
        self.process: Child | None = None
        self._password = ""

    @property
    @abstractmethod
    def url(self) -> str:
        """With the password."""

    @abstractmethod
    def _launch(self, lock: int) -> Child:
        """Start the program, which inherits `lock`, on the port and with the password."""

    @abstractmethod
    def _is_ready(self) -> bool:
        """Return whether it takes sessions."""

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> Self:
        """Start it, making what is absent; returns when it takes sessions."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        busy = f"{self.folder} is in use by another {self.name}; stop that one first"
        with locked(self.folder / "lock", patience=20, busy=busy) as lock:
            self.port = kept_port(self.folder / "port")
            self._password = kept_password(self.folder / "password")
            self.process = self._launch(lock)
        self._await_ready(self.process)
        return self

    def stop(self) -> None:
        """Stop it if it runs; `start` starts it again with its data, at the same URL."""
        if self.process is not None:
            self.process.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _await_ready(self, process: Child) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            if self._is_ready():
                return
            time.sleep(0.01)
        self.stop()
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
        raise RuntimeError(f"{self.name} did not start; the end of {self.log}:\n{tail}")
