"""A real service on real, temporary servers, for as long as a `with` block lasts."""

import json
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
from typing import Any
from uuid import UUID

from impl.security.tokens import TokenService
from impl.settings import Settings
from impl.storage.cursor import CursorSigner
from impl.storage.identifiers import uuid7
from scripts.dev.postgresql import PostgreSQL
from scripts.dev.valkey import Valkey
from scripts.token import scopes_of

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 30.0
"""Seconds the service may take to answer /readyz."""


@dataclass(frozen=True, slots=True)
class RunningService:
    """Where it listens, and what nobody can draw: a token with every scope, signed cursors."""

    url: str
    token: str
    cursors: tuple[str, ...]


@contextmanager
def running_service() -> Iterator[RunningService]:
    """PostgreSQL, Valkey, migrations, one worker; everything ends with the block."""
    with (
        tempfile.TemporaryDirectory(prefix="service-", ignore_cleanup_errors=True) as folder,
        PostgreSQL(Path(folder) / "postgresql", durable=False) as postgresql,
        Valkey(Path(folder) / "valkey", durable=False) as valkey,
    ):
        values: dict[str, Any] = {
            "environment": "test",
            "database_url": postgresql.url,
            "redis_url": valkey.url,
            "jwt_secret_key": secrets.token_urlsafe(48),
            "cursor_secret": secrets.token_urlsafe(48),
            "log_level": "WARNING",
        }
        environment = os.environ | {name.upper(): value for name, value in values.items()}
        subprocess.run(
            [sys.executable, "-m", "alembic", "upgrade", "head"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        settings = Settings(_env_file=None, **values)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            worker = _start(environment, listener)
            try:
                url = f"http://127.0.0.1:{listener.getsockname()[1]}"
                _wait_until_ready(url, worker)
                yield RunningService(url, _token(settings), _cursors(settings))
            finally:
                worker.terminate()
                worker.wait(timeout=30)


def _start(environment: Mapping[str, str], listener: socket.socket) -> subprocess.Popen[bytes]:
    """One worker on a socket that is already open, so that no other process can take the port."""
    descriptor = listener.fileno()
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "uvicorn", "impl.app:create_app", "--factory"),
            *("--fd", str(descriptor), "--log-level", "warning", "--no-access-log"),
        ],
        cwd=ROOT,
        env=environment,
        pass_fds=[descriptor],
    )


def _token(settings: Settings) -> str:
    scopes = scopes_of(json.loads((ROOT / "generated" / "openapi.json").read_bytes()))
    return TokenService(settings).issue_access_token("fuzzer", scopes, minutes=60)


def _cursors(settings: Settings) -> tuple[str, ...]:
    """Where the list begins, and where it has ended."""
    signer = CursorSigner(settings)
    places = (uuid7(), UUID(int=0))
    return tuple(signer.sign("listUsers", [str(place)]) for place in places)


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
