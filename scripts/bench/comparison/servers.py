"""Processes on one core, found ready and ended again."""

import contextlib
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.dev.child import Child
from scripts.dev.ports import kept_port

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Cores:
    """One for the server under test; the others for PostgreSQL, Valkey and the load."""

    server: frozenset[int]
    others: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        return self.server | self.others


def split_cores() -> Cores:
    """Raises `SystemExit` where there is nothing to split."""
    if not hasattr(os, "sched_setaffinity"):
        raise SystemExit("task bench pins processes to cores, which needs Linux.")
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        raise SystemExit("task bench needs two cores: one for the server, one for everything else.")
    return Cores(frozenset(available[:1]), frozenset(available[1:]))


@dataclass(frozen=True, slots=True)
class Command:
    """The command that starts a server in `folder`; the port is put into PORT and for `{port}`."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    ready: str = "/livez"
    folder: Path = ROOT
    patience: float = 30.0
    """Seconds that it may take to answer."""


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    port: int
    process: psutil.Process
    seconds_to_ready: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def megabytes(self) -> float:
        """Memory that would be free without it (unique set size), per worker."""
        workers = self.process.children(recursive=True) or [self.process]
        return sum(each.memory_full_info().uss for each in workers) / len(workers) / 1e6


@contextlib.contextmanager
def serving(command: Command, cores: frozenset[int], log: Path) -> Iterator[Server]:
    """Start it on these cores; gives it once it answers, and ends it with the block.

    Raises:
        RuntimeError: it ends or does not answer; with the end of its log.
    """
    port = kept_port(log.with_suffix(".port"))
    started = time.perf_counter()
    child = Child(
        [part.format(port=port) for part in command.arguments],
        environment={**command.environment, "PORT": str(port)},
        folder=command.folder,
        log=log,
    )
    try:
        os.sched_setaffinity(child.pid, cores)
        _await_answer(f"http://127.0.0.1:{port}{command.ready}", child, command, log)
        seconds = time.perf_counter() - started
        yield Server(command.name, port, psutil.Process(child.pid), seconds)
    finally:
        child.stop()


def _await_answer(url: str, child: Child, command: Command, log: Path) -> None:
    deadline = time.monotonic() + command.patience
    while time.monotonic() < deadline and child.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own loopback URL
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
    raise RuntimeError(f"{command.name} did not answer; the end of its log:\n{tail}")
