"""What a role may do."""

from collections.abc import Mapping
from typing import Final

_EVERYBODY: Final = frozenset({"users:read", "users:write"})

SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "user": _EVERYBODY,
    "admin": _EVERYBODY | {"users:admin"},
}
"""By role. A session keeps what it was granted: a change of role ends it."""
