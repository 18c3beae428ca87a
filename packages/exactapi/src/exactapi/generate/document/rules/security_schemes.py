"""Finds Security Scheme Objects whose credentials cannot be read (OpenAPI 3.1, section 4.8.27)."""

import re
from typing import Any, Final

from exactapi.generate.document.rules.parameters import TOKEN

_TYPES: Final = ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect")
_COOKIE: Final = re.compile(r"[!-:<>-~]+")
"""Names that user agents send, and no reader takes for the end of one (RFC 6265, 5.2)."""

_PLACES: Final = {"cookie": _COOKIE, "header": TOKEN, "query": re.compile(".+", re.DOTALL)}
"""The places where an API key may be, and the form of its name there."""


def scheme_fault(scheme: Any) -> str | None:
    """Return what is wrong, as a sentence after the scheme's name; None if nothing is."""
    if not isinstance(scheme, dict) or scheme.get("type") not in _TYPES:
        return f"is of none of the types {', '.join(_TYPES)}"
    if scheme["type"] == "apiKey":
        return _key_fault(scheme.get("in"), scheme.get("name"))
    if scheme["type"] == "http":
        return _http_fault(scheme.get("scheme"))
    return None


def _key_fault(place: Any, name: Any) -> str | None:
    if place not in _PLACES:
        return f"is in none of the places {', '.join(_PLACES)}"
    if not isinstance(name, str):
        return "lacks the `name` of what holds the key"
    if not _PLACES[place].fullmatch(name):
        return f"has a `name` that no {place} can have"
    return None


def _http_fault(name: Any) -> str | None:
    if not isinstance(name, str):
        return "lacks the `scheme` of the Authorization header"
    if not TOKEN.fullmatch(name):
        return "has a `scheme` that cannot stand in an Authorization header"
    return None


def authorization(scheme: Any) -> str | None:
    """With which word the Authorization header of a scheme begins; None where it needs none."""
    match scheme:
        case {"type": "http", "scheme": str() as name}:
            return name.lower()
        case {"type": "oauth2" | "openIdConnect"}:
            return "bearer"
    return None


def scopes(scheme: Any) -> dict[str, Any] | None:
    """Return all scopes that the flows of a scheme can grant; None if it lists none."""
    if not isinstance(scheme, dict) or scheme.get("type") != "oauth2":
        return None
    flows = scheme.get("flows")
    listed = [
        flow["scopes"]
        for flow in (flows.values() if isinstance(flows, dict) else ())
        if isinstance(flow, dict) and isinstance(flow.get("scopes"), dict)
    ]
    return {name: text for each in listed for name, text in each.items()} if listed else None
