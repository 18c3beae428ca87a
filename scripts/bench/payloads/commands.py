"""Starts what the document of payloads is served by: the service's library, and its peers."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from scripts.bench.comparison.peers import PEERS, fastify, installed_python, uvicorn
from scripts.bench.comparison.results import SERVICE
from scripts.bench.comparison.servers import Command

_PAYLOADS: Final = PEERS / "payloads"
_ENVIRONMENT: Final = {"BENCH_CONSUMERS": "", "JWT_SECRET_KEY": "none", "REDIS_URL": "redis://none"}
"""What Fastify's shared module asks for, and does not use here."""


def commands(folder: Path) -> Mapping[str, Callable[[], Command]]:
    """Return what starts each server, by its name; what is generated for ours goes to `folder`."""
    environment = os.environ | _ENVIRONMENT
    return {
        SERVICE: lambda: _served(environment, folder),
        "handwritten": lambda: Command(
            "handwritten", uvicorn("payloads.by_hand:app", PEERS), environment
        ),
        "litestar": lambda: Command(
            "litestar", uvicorn("payloads.by_litestar:app", PEERS, installed_python()), environment
        ),
        "connexion": lambda: Command(
            "connexion",
            uvicorn("payloads.by_connexion:app", PEERS, installed_python()),
            environment,
        ),
        "fastify": lambda: replace(fastify(environment, "payloads"), name="fastify"),
    }


def _served(environment: Mapping[str, str], folder: Path) -> Command:
    finished = subprocess.run(
        [
            *(sys.executable, "-m", "exactapi", "generate"),
            *(str(_PAYLOADS / "openapi.yaml"), str(folder / "ours")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(finished.stdout + finished.stderr)
    served = folder / "ours"
    return Command(
        SERVICE,
        uvicorn("payloads.served:app", PEERS),
        {**environment, "BENCH_GENERATED": str(served / "generated" / "openapi.json")},
        folder=served,  # so that this `generated` is found, not the service's
    )
