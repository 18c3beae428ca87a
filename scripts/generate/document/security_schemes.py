"""Security Scheme Objects whose credentials nobody could read (OpenAPI 3.1, section 4.8.27)."""

from typing import Any, Final

_TYPES: Final = ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect")
_PLACES: Final = ("cookie", "header", "query")


def scheme_fault(scheme: Any) -> str | None:
    """What is wrong, to follow the scheme's name in a sentence; None for one that is sound."""
    if not isinstance(scheme, dict) or scheme.get("type") not in _TYPES:
        return f"is of none of the types {', '.join(_TYPES)}"
    if scheme["type"] == "apiKey":
        if scheme.get("in") not in _PLACES:
            return f"is in none of the places {', '.join(_PLACES)}"
        if not isinstance(scheme.get("name"), str):
            return "lacks the `name` of what holds the key"
    if scheme["type"] == "http" and not isinstance(scheme.get("scheme"), str):
        return "lacks the `scheme` of the Authorization header"
    return None
