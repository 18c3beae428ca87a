"""What the fuzz finds in the service, and the variables with which tests/contract/ uses it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from scripts.accounts.identities import make_identities  # feature: accounts
from scripts.fuzz.webhooks import make_webhook  # feature: webhooks

_Make: TypeAlias = Callable[[Mapping[str, Any], Path], Mapping[str, str]]

_FIXTURES: Final[tuple[_Make, ...]] = (
    make_identities,  # feature: accounts
    make_webhook,  # feature: webhooks
)


def make_fixtures(settings: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Make it; `settings` are the service's, by their names, and `folder` gets files."""
    variables: dict[str, str] = {}
    for make in _FIXTURES:
        variables |= make(settings, folder)
    return variables
