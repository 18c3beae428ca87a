"""A child process that cannot outlive this one, in a process group of its own."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_GUARDIAN = Path(__file__).with_name("guardian.py")


@dataclass(frozen=True)
class Account:
    """The operating-system user that a child runs as."""

    user: int
    group: int


class Child:
    """`command`, watched by a guardian that stops it when this process ends, however it ends.

    Args:
        stop_signal: what asks the command to end; it is killed `patience` seconds later.
        log: where its output goes; this process's standard error if None.
        descriptors: file descriptors that the command inherits under the same numbers.
        account: the user to run as, for a root that must drop its privileges.
        discard: a folder that is removed when this process ends while the command runs.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        patience: float = 10,
        log: Path | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        descriptors: Sequence[int] = (),
        account: Account | None = None,
        discard: Path | None = None,
    ) -> None:
        plan = {
            "command": [str(part) for part in command],
            "stop_signal": int(stop_signal),
            "patience": patience,
            "folder": None if folder is None else str(folder),
            "descriptors": list(descriptors),
            "user": None if account is None else account.user,
            "group": None if account is None else account.group,
            "discard": None if discard is None else str(discard),
        }
        with contextlib.ExitStack() as files:
            output = None if log is None else files.enter_context(log.open("ab"))
            self._guardian = subprocess.Popen(
                [sys.executable, "-I", "-S", _GUARDIAN, json.dumps(plan)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                env=environment,
                pass_fds=descriptors,
                start_new_session=True,
            )
        try:
            self.pid = self._read_pid()
        except BaseException:  # a signal: no caller has this object yet, to stop it
            self.stop()
            raise

    def _read_pid(self) -> int:
        """Return the command's own process id, 0 if it could not be started."""
        pipe = self._guardian.stdout
        return 0 if pipe is None else int(pipe.readline() or 0)

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        return self._guardian.poll()

    def wait(self) -> int:
        """Return the exit code, as soon as it has ended."""
        return self._guardian.wait()

    def stop(self) -> None:
        """Ask it to end and wait until it has; does nothing when it already has."""
        pipe = self._guardian.stdin
        if pipe is not None and not pipe.closed:
            with contextlib.suppress(BrokenPipeError), pipe:
                pipe.write(b"stop")
        if self._guardian.stdout is not None:
            self._guardian.stdout.close()
        self._guardian.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._guardian.pid, signal.SIGKILL)


@contextlib.contextmanager
def locked(path: Path, *, patience: float, busy: str) -> Iterator[int]:
    """Hold `path` exclusively; gives the descriptor, so that children can inherit the lock.

    Raises:
        TimeoutError: with the text `busy`, when it is still held after `patience` seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(busy) from None
                time.sleep(0.02)
        yield descriptor
    finally:
        os.close(descriptor)
