"""Passwords of the private servers: other users of the machine reach the loopback interface too."""

import secrets
from pathlib import Path


def kept_password(file: Path) -> str:
    """Return the password in `file`, made at the first call; only this user reads the file."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24))
    return file.read_text()
