"""Accounts for the fuzz: who may log in, and how, in a file of the Web Fuzzing Commons."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from impl.features.auth.roles import SCOPES
from impl.features.users.tables import Role
from impl.settings import Settings
from scripts.accounts.accounts import accounts

IDENTITIES: Final[dict[str, Role]] = {"alice": "user", "bob": "user", "admin": "admin"}
"""tests/contract/accounts.py says who asks what; schemathesis.toml beside it names the peers."""

PASSWORD: Final = "correct horse battery staple"  # noqa: S105  of accounts that end with the run


def make_identities(settings: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Make the accounts, and return the variables with which tests/contract/accounts.py uses them.

    `settings` are those of the running service, by their names; `folder` gets the file.
    """
    ids = asyncio.run(_make(Settings(_env_file=None, **settings)))
    file = folder / "identities.json"
    file.write_text(json.dumps(_wfc()))
    return {
        "FUZZ_IDENTITIES": str(file),
        "FUZZ_IDS": " ".join(ids),
        "FUZZ_USER_SCOPES": " ".join(SCOPES["user"]),
    }


async def _make(settings: Settings) -> list[str]:
    ids = []
    async with accounts(settings) as found:
        for name, role in IDENTITIES.items():
            user = await found.users.create(
                email=_email(name), full_name=name.title(), password=PASSWORD, role=role
            )
            ids.append(str(user.id))
    return ids


def _wfc() -> dict[str, Any]:
    """Return how each identity logs in; see github.com/WebFuzzing/Commons."""
    return {
        "auth": [
            {
                "name": name,
                "loginEndpointAuth": {
                    "endpoint": "/api/v1/auth/login",
                    "verb": "POST",
                    "contentType": "application/json",
                    "payloadRaw": json.dumps({"email": _email(name), "password": PASSWORD}),
                    "token": {
                        "extractFrom": "body",
                        "extractSelector": "/access_token",
                        "sendIn": "header",
                        "sendName": "Authorization",
                        "sendTemplate": "Bearer {token}",
                    },
                },
            }
            for name in IDENTITIES
        ]
    }


def _email(name: str) -> str:
    return f"{name}@example.com"
