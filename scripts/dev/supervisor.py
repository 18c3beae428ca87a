"""Start everything in order, restart what changes, and leave nothing behind.

Whatever ends this process, its children end: Ctrl-C, SIGTERM, SIGHUP and the death of its parent
unwind the `with` blocks below (the API first, then Valkey, then PostgreSQL); after `kill -9` the
guardian of each child and the lease of each server notice (see `child` and `lease`).
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.dev.child import Child
from scripts.dev.environment import ROOT, environment
from scripts.dev.ports import is_free
from scripts.dev.sources import Sources

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

GENERATE = ("-m", "exactapi", "generate")

_PAUSE = 0.25
"""Seconds between two looks at the sources and at the parent."""


class Failure(Exception):
    """The service cannot be started; the text says why and what to do."""


def serve(host: str, port: int, data: Path) -> None:
    """Serve the API with reload until something asks it to stop.

    Raises:
        Failure: the port is taken, a server does not start, a migration fails.
        KeyboardInterrupt: a signal came, or the parent died.
    """
    for number in _SIGNALS:
        signal.signal(number, _stop)
    threading.Thread(target=_follow_parent, args=(os.getppid(),), daemon=True).start()
    with _listening(host, port) as listener:
        say("starting PostgreSQL and Valkey ...")
        with _environment(data, port) as variables:
            say("applying migrations ...")
            if _run(("-m", "alembic", "upgrade", "head"), variables) != 0:
                raise Failure("the migrations failed; see above")
            _serve_and_reload(listener, variables)


def _stop(*_: object) -> None:
    # Once: impatience must not interrupt the orderly end of the servers.
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    say("stopping ...")
    raise KeyboardInterrupt


class _Api:
    """The running application, replaced by `restart`."""

    def __init__(self, listener: socket.socket, variables: Mapping[str, str]) -> None:
        self._listener = listener
        self._variables = variables
        # A copy, because children have another standard input; for `breakpoint()`.
        self._terminal = os.dup(0) if sys.stdin is not None and sys.stdin.isatty() else None
        self._child: Child | None = None

    def restart(self) -> None:
        self.stop()
        descriptors = [self._listener.fileno()]
        if self._terminal is not None:
            descriptors.append(self._terminal)
        self._child = Child(
            [sys.executable, "-m", "scripts.dev.serve", *map(str, descriptors)],
            patience=5,
            environment=self._variables,
            folder=ROOT,
            descriptors=descriptors,
        )

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None

    def has_failed(self) -> bool:
        """Return whether it ended by itself; said once."""
        if self._child is None or self._child.poll() is None:
            return False
        self.stop()
        return True


def _serve_and_reload(listener: socket.socket, variables: Mapping[str, str]) -> None:
    say("starting the API ...")
    sources = Sources(ROOT)
    api = _Api(listener, variables)
    try:
        api.restart()
        while True:
            if api.has_failed():
                say("the API has ended; it starts again when a source changes")
            changes = sources.changes()
            if changes.contract:
                say(f"{changes.contract[0]} changed; generating ...")
                if _run(GENERATE, variables) != 0:
                    say("generated/ is as it was, and served on")
            if changes.code:
                say(f"{changes.code[0]} changed; restarting the API ...")
                api.restart()
            time.sleep(_PAUSE)
    finally:
        api.stop()


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The API's socket: open before anything starts, open while the API restarts."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except PermissionError:
            raise Failure(f"port {port} needs root; PORT=8000 ./scripts/task dev") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Failure(f"cannot listen on {host}:{port}: {error.strerror}") from None
            other = next(filter(is_free, range(port + 1, 2**16)), 8000)
            raise Failure(f"port {port} is taken; PORT={other} ./scripts/task dev") from None
        listener.listen(128)
        yield listener


@contextlib.contextmanager
def _environment(data: Path, port: int) -> Iterator[Mapping[str, str]]:
    with contextlib.ExitStack() as servers:
        try:
            found = servers.enter_context(environment(data, port))
        except (OSError, RuntimeError) as error:
            raise Failure(str(error)) from None
        yield found.variables


def _run(arguments: tuple[str, ...], variables: Mapping[str, str]) -> int:
    child = Child([sys.executable, *arguments], environment=variables, folder=ROOT)
    try:
        return child.wait()
    finally:
        child.stop()


def _follow_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PAUSE)
    os.kill(os.getpid(), signal.SIGTERM)


def say(message: str) -> None:
    # The terminal may be gone already.
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()
