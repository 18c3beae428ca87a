"""The variables of compose files: secrets, made on first use into infra/.env, and settings."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from scripts.stack.engine import INFRA

FILE = INFRA / ".env"
SECRETS = (
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "JWT_SECRET_KEY",
    "CURSOR_SECRET",
    "PASSWORD_PEPPER",
    "WEBHOOK_SECRET_KEY",
)
DEFAULTS = {
    "BIND": "127.0.0.1",
    "PORT": "8080",
    "TLS_PORT": "8443",
    "IMAGE": "exact-service",
    "TAG": "latest",
}
_HEADER = """\
# Secrets of this stack, made by `./scripts/task up`; git ignores this file. Keep it with the data:
# another POSTGRES_PASSWORD cannot open the volume, another PASSWORD_PEPPER makes passwords wrong,
# another WEBHOOK_SECRET_KEY makes the secrets of webhooks wrong.
"""


def make_secrets(file: Path = FILE) -> list[str]:
    """Add the secrets that neither the file nor the environment has; return their names."""
    known = dotenv_values(file) if file.exists() else {}
    missing = [name for name in SECRETS if not known.get(name) and not os.environ.get(name)]
    if missing:
        text = file.read_text() if file.exists() else _HEADER
        lines = [f"{name}={secrets.token_urlsafe(48)}\n" for name in missing]
        file.touch(mode=0o600)
        file.write_text(text + "".join(lines))
    return missing


def variables(file: Path = FILE) -> Mapping[str, str]:
    """As compose sees them: defaults, the file, the environment."""
    found = {name: value or "" for name, value in dotenv_values(file).items()}
    return {**DEFAULTS, **found, **os.environ}
