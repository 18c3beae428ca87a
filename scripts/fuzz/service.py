"""A real service on real, temporary servers, for as long as a `with` block lasts."""

import os
import secrets
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

from scripts.dev.ports import free_port
from scripts.dev.postgresql import PostgreSQL
from scripts.dev.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 30.0
"""Seconds the service may take to answer /readyz."""


@dataclass(frozen=True, slots=True)
class RunningService:
    """Where it listens, and a token that grants every scope."""

    url: str
    token: str


@contextmanager
def running_service() -> Iterator[RunningService]:
    """PostgreSQL, Valkey, migrations, one worker; everything ends with the block."""
    with (
        tempfile.TemporaryDirectory(prefix="service-", ignore_cleanup_errors=True) as folder,
        PostgreSQL(Path(folder) / "postgresql", durable=False) as postgresql,
        Valkey(Path(folder) / "valkey", durable=False) as valkey,
    ):
        environment = os.environ | {
            "ENVIRONMENT": "test",
            "DATABASE_URL": postgresql.url,
            "REDIS_URL": valkey.url,
            "JWT_SECRET_KEY": secrets.token_urlsafe(48),
            "LOG_LEVEL": "WARNING",
        }
        _python(environment, "-m", "alembic", "upgrade", "head")
        token = _python(environment, "-m", "scripts.token").strip()
        port = free_port()
        worker = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "impl.app:create_app", "--factory"),
                *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"),
            ],
            cwd=ROOT,
            env=environment,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, worker)
            yield RunningService(url, token)
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def _python(environment: Mapping[str, str], *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return finished.stdout


def _wait_until_ready(url: str, worker: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if worker.poll() is not None:
            raise SystemExit(f"The service ended with {worker.returncode}; its log is above.")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310  our own loopback URL
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"{url}/readyz was not 200 within {START_TIMEOUT:.0f} s.")
