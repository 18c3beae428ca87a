"""The environment variables that tell the API and its tools where their servers are."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from scripts.dev.lease import lease

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".dev"

_VARIABLES = {"DATABASE_URL": "postgresql", "REDIS_URL": "valkey"}


@dataclass(frozen=True)
class Environment:
    """Environment variables, and the descriptors whose being open keeps the servers running."""

    variables: Mapping[str, str]
    leases: tuple[int, ...]


@contextlib.contextmanager
def environment(data: Path = DATA) -> Iterator[Environment]:
    """The environment of the API; a server that no URL names in it or in .env is a private one.

    Raises:
        RuntimeError: a private server does not start; with its reason.
    """
    configured = {
        name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None
    }
    configured |= os.environ
    variables = dict(os.environ)
    variables["ENVIRONMENT"] = configured.get("ENVIRONMENT") or "development"
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
