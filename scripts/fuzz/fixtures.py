"""What the fuzz finds in the service, and the variables with which tests/contract/ uses it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.accounts.identities import make_identities  # feature: accounts
from scripts.fuzz.webhooks import make_webhook  # feature: webhooks


def make_fixtures(settings: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Make it; `settings` are the service's, by their names, and `folder` gets files."""
    variables: dict[str, str] = {}
    variables |= make_identities(settings, folder)  # feature: accounts
    variables |= make_webhook(settings)  # feature: webhooks
    return variables
