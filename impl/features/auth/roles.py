"""The scopes of each role."""

from collections.abc import Mapping
from typing import Final

_EVERY_ROLE: Final = frozenset({"users:read", "users:write"})

SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "user": _EVERY_ROLE,
    "admin": _EVERY_ROLE
    | {"users:admin"}
    | {"webhooks:read", "webhooks:write"},  # feature: webhooks
}
"""By role. A session keeps its scopes, so a change of role ends it."""
