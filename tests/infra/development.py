"""One `task dev` as a developer's terminal runs it, and every process that it starts."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Self

import psutil

from scripts.dev.ports import kept_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
MARK = "TEST_DEVELOPMENT"
"""Inherited by every process that is started, even if its parent has ended."""
SERVERS = {"DATABASE_URL", "REDIS_URL", "ENVIRONMENT"}


def eventually(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {PATIENCE:.0f} s: {what}")
        time.sleep(0.05)


class Development:
    """`./scripts/task dev` with its servers' data in `data`, in a session of its own.

    Args:
        place: a folder for its log.
        script: `scripts/task`, or a link to it.
        shell: what the shell does with the command; by default it becomes the command.
    """

    def __init__(
        self,
        data: Path,
        place: Path,
        *,
        port: int = 0,
        script: Path = ROOT / "scripts/task",
        shell: str = 'exec "$@"',
    ) -> None:
        self.port = port or kept_port(place / "port")
        self.place = place
        self.log = place / f"{self.port}.log"
        arguments = ("--port", str(self.port), "--data", str(data))
        self.command = ["/bin/sh", "-c", shell, "sh", str(script), "dev", *arguments]
        self._mark = uuid.uuid4().hex
        self._seen: set[psutil.Process] = set()

    def __enter__(self) -> Self:
        inherited = {name: value for name, value in os.environ.items() if name not in SERVERS}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.place,
                env={**inherited, MARK: self._mark},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.processes()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(PATIENCE)
        self.leaves_nothing()

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def is_ready(self) -> Self:
        """Wait until it says so."""
        eventually(lambda: "ready: " in self.output() or self.ended(), f"ready: {self.log}")
        assert not self.ended(), self.output()
        return self

    def ended(self) -> bool:
        return self.process.poll() is not None

    def status(self) -> int:
        """Of an answer of the API."""
        url = f"http://127.0.0.1:{self.port}/livez"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return int(answer.status)

    def supervisor(self) -> psutil.Process:
        return next(p for p in self.processes() if p.cmdline()[1:3] == ["-m", "scripts.dev"])

    def processes(self) -> set[psutil.Process]:
        """Those of all that it has ever been seen to start that still run."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get(MARK) == self._mark:
                    self._seen |= {process, *process.children(recursive=True)}
        return {process for process in self._seen if _runs(process)}

    def leaves_nothing(self) -> None:
        """Wait until everything that it started has ended."""
        eventually(lambda: not self.processes(), "everything that was started has ended")


def _runs(process: psutil.Process) -> bool:
    try:
        # Our own child stays a zombie until we wait for it; that is our doing, not its.
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
