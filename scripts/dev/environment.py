"""The environment variables that tell the API and its tools where their servers are."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from scripts.dev.servers.lease import lease

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".dev"

_VARIABLES = {"DATABASE_URL": "postgresql", "REDIS_URL": "valkey"}


@dataclass(frozen=True)
class Environment:
    """Environment variables, and the descriptors whose being open keeps the servers running."""

    variables: Mapping[str, str]
    leases: tuple[int, ...]


@contextlib.contextmanager
def environment(data: Path = DATA, port: int | None = None) -> Iterator[Environment]:
    """Return the environment of the API; servers that no URL names are private ones.

    `port` is the one that `task dev` serves; what else runs meanwhile takes it for the issuer.

    Raises:
        RuntimeError: a private server does not start; with its reason.
    """
    configured = {
        name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None
    }
    configured |= os.environ
    variables = dict(os.environ)
    variables["ENVIRONMENT"] = configured.get("ENVIRONMENT") or "development"
    variables["JWT_ISSUER"] = configured.get("JWT_ISSUER") or _issuer(data, port)
    leases = []
    # Left in the reverse order: Valkey stops before PostgreSQL.
    with contextlib.ExitStack() as servers:
        for name, kind in _VARIABLES.items():
            variables[name] = configured.get(name, "")
            if not variables[name]:
                url, descriptor = servers.enter_context(lease(kind, data / kind))
                variables[name] = url
                leases.append(descriptor)
        yield Environment(variables, tuple(leases))


def _issuer(data: Path, port: int | None) -> str:
    """Return who issues tokens in development: the address that `task dev` was given last."""
    noted = data / "port"
    if port is not None:
        noted.parent.mkdir(parents=True, exist_ok=True)
        noted.write_text(f"{port}\n")
    elif noted.exists():
        port = int(noted.read_text())
    return f"http://localhost:{port or 8000}"
