"""The document's security schemes, as arguments of the client."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exactapi.generate.python.names import Namespace, snake_case

_ARGUMENTS = ("base_url", "event_hooks", "http", "retries", "self", "timeout")
_BEARER = ("oauth2", "openIdConnect")


@dataclass(frozen=True, slots=True)
class SchemeView:
    """`key` is the scheme's name in the document, `argument` the client's."""

    key: str
    argument: str
    type: str
    expression: str


def schemes(document: Mapping[str, Any]) -> tuple[SchemeView, ...]:
    """Return one argument for each; mutual TLS is left to the HTTP client."""
    declared = (document.get("components") or {}).get("securitySchemes") or {}
    names = Namespace(_ARGUMENTS)
    found = []
    for key, scheme in declared.items():
        if not isinstance(scheme, Mapping) or scheme.get("type") == "mutualTLS":
            continue
        annotation, expression = _written(scheme)
        argument = names.claim(snake_case(key, "credential"))
        found.append(SchemeView(repr(key), argument, annotation, expression))
    return tuple(found)


def _written(scheme: Mapping[str, Any]) -> tuple[str, str]:
    kind, http = scheme.get("type"), str(scheme.get("scheme", "")).lower()
    if kind in _BEARER or http == "bearer":
        return "str | Tokens", "Scheme('bearer')"
    if http == "basic":
        return "Basic", "Scheme('basic')"
    if kind == "apiKey":
        return "str", f"Scheme({scheme['in']!r}, {scheme['name']!r})"
    return "str", "Scheme('header', 'Authorization')"
