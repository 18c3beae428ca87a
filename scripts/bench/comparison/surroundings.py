"""The surroundings of the servers: throw-away PostgreSQL and Valkey, secrets, a token."""

import asyncio
import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from impl.consumers import CONSUMERS
from impl.features.users.events import UserUpdated
from impl.settings import Settings
from scripts.accounts.accounts import access_token
from scripts.bench.comparison.servers import ROOT
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`folder` is for logs and generated code; `token` grants what the works need."""

    environment: dict[str, str]
    token: str
    folder: Path


@contextlib.contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Servers that keep nothing on disk, migrated; they end with the block."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as name,
        PostgreSQL(Path(name) / "postgresql", durable=False) as postgresql,
        Valkey(Path(name) / "valkey", durable=False) as valkey,
    ):
        environment = os.environ | {
            "ENVIRONMENT": "production",
            "DATABASE_URL": postgresql.url,
            "BENCH_DATABASE_URL": postgresql.libpq_url,
            "REDIS_URL": valkey.url,
            "RATE_LIMIT_SCALE": "100000",
            "JWT_SECRET_KEY": secrets.token_urlsafe(48),
            "JWT_ISSUER": "http://localhost:8000",
            "JWT_AUDIENCE": "users-service",
            "CURSOR_SECRET": secrets.token_urlsafe(48),
            "PASSWORD_PEPPER": secrets.token_urlsafe(48),
            "WEBHOOK_SECRET_KEY": secrets.token_urlsafe(48),
            "BENCH_CONSUMERS": " ".join(CONSUMERS.of(UserUpdated)),
        }
        subprocess.run(
            [sys.executable, "-m", "alembic", "upgrade", "head"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        settings = Settings(
            environment="development",
            database_url=environment["DATABASE_URL"],
            redis_url=environment["REDIS_URL"],
            jwt_secret_key=environment["JWT_SECRET_KEY"],
            jwt_issuer=environment["JWT_ISSUER"],
            jwt_audience=environment["JWT_AUDIENCE"],
        )
        token = asyncio.run(access_token(settings, "bench@example.com", lifetime=3600))
        yield Surroundings(environment, token, Path(name))
