"""A real service on real, temporary servers, for as long as a `with` block lasts."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 120.0
"""Seconds the service may take to answer."""
PATIENT: Final = {
    "database_pool_timeout": 10.0,
    "database_connect_timeout": 10.0,
    "database_command_timeout": 20.0,
    "redis_timeout": 2.0,
    "redis_patience": 2.0,
}
"""Settings of a service whose servers are there, and may be slow because the machine is busy."""


@dataclass(frozen=True, slots=True)
class RunningService:
    """Its address; `settings` are those that it was started with, by their names.

    `folder` goes with the service.
    """

    url: str
    settings: dict[str, Any]
    folder: Path


@contextmanager
def running_service(**changes: object) -> Iterator[RunningService]:
    """PostgreSQL, Valkey, migrations, one worker; everything ends with the block.

    `changes` are settings, by their names in `impl.settings`.
    """
    with prepared_servers(**changes) as (values, folder), running_worker(values) as url:
        yield RunningService(url, values, folder)


@contextmanager
def prepared_servers(**changes: object) -> Iterator[tuple[dict[str, Any], Path]]:
    """PostgreSQL, with all migrations, and Valkey; the settings for a service, and a folder."""
    with (
        tempfile.TemporaryDirectory(prefix="service-", ignore_cleanup_errors=True) as folder,
        PostgreSQL(Path(folder) / "postgresql", durable=False) as postgresql,
        Valkey(Path(folder) / "valkey", durable=False) as valkey,
    ):
        values: dict[str, Any] = {
            "environment": "test",
            "database_url": postgresql.url,
            "redis_url": valkey.url,
            "jwt_secret_key": secrets.token_urlsafe(48),  # feature: accounts
            "cursor_secret": secrets.token_urlsafe(48),
            "password_pepper": secrets.token_urlsafe(48),  # feature: accounts
            "webhook_secret_key": secrets.token_urlsafe(48),  # feature: webhooks
            "password_hash_cost": 4,  # feature: accounts
            "rate_limit_scale": 100_000.0,
            "log_level": "WARNING",
            **PATIENT,
            **changes,
        }
        subprocess.run(
            [sys.executable, "-m", "alembic", "upgrade", "head"],
            cwd=ROOT,
            env=environment_of(values),
            check=True,
        )
        yield values, Path(folder)


@contextmanager
def running_worker(
    settings: Mapping[str, object], *, module: str = "impl.server", log: IO[bytes] | None = None
) -> Iterator[str]:
    """One worker, which ends with the block; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        worker = start_worker(environment_of(settings), listener, module=module, log=log)
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            wait_until_ready(url, worker)
            yield url
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def environment_of(settings: Mapping[str, object]) -> dict[str, str]:
    """Return the environment of a process with these settings, by their names."""
    return os.environ | {name.upper(): str(value) for name, value in settings.items()}


def start_worker(
    environment: Mapping[str, str],
    listener: socket.socket,
    *,
    module: str = "impl.server",
    log: IO[bytes] | None = None,
    log_level: str = "warning",
) -> subprocess.Popen[bytes]:
    """One worker on a socket that is already open, so that no other process can take the port.

    It writes to `log`, or to where this process does; `log_level` is uvicorn's.
    """
    # uvicorn takes every descriptor for a UNIX socket and leaves Nagle's algorithm on, which holds
    # each answer back for 40 ms; connections inherit this from the listener.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    descriptor = listener.fileno()
    return subprocess.Popen(
        [
            *(sys.executable, "-m", module),
            *("--fd", str(descriptor), "--log-level", log_level),
        ],
        cwd=ROOT,
        env=environment,
        pass_fds=[descriptor],
        stdout=log,
        stderr=log,
    )


def wait_until_ready(url: str, worker: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if worker.poll() is not None:
            raise SystemExit(f"The service ended with {worker.returncode}; its log is above.")
        try:
            with urllib.request.urlopen(f"{url}/openapi.json", timeout=2):  # noqa: S310  our own loopback URL
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer within {START_TIMEOUT:.0f} s.")
