"""Taking credentials out of a request, one reader per kind of security scheme."""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import structlog
from starlette.types import Scope

from exactapi.errors import ExactAPIError
from exactapi.options import ConfigurationError, ContractOptions
from exactapi.rejections import MalformedRequest
from exactapi.text.encoding import decode_form

_log = structlog.get_logger(__name__)

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

SchemeType = Literal["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials that a client presented for one security scheme of the document.

    `value` is the token, the key, whatever follows an `Authorization` scheme's name, or the
    proxy's certificate header. `username` and `password` are set for HTTP basic alone.
    """

    scheme: str
    type: SchemeType
    value: str = field(repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)


class UnreadableCredentialsError(ExactAPIError):
    """Something was presented, but it is malformed or given twice."""


CredentialsReader = Callable[[Scope], Credentials | None]
"""None when the request has no credentials of this kind.

Raises `UnreadableCredentialsError`.
"""


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A scheme of the document: how to read it, and how to ask for it.

    `challenge` is the `auth-scheme` of RFC 9110, section 11.3. OpenAPI knows schemes that HTTP
    has no name for; those get a descriptive one, because a 401 must carry a challenge.
    """

    name: str
    challenge: str
    read: CredentialsReader

    @property
    def takes_bearer_tokens(self) -> bool:
        return self.challenge == "Bearer"


def security_scheme(
    name: str, definition: Mapping[str, Any], options: ContractOptions
) -> SecurityScheme:
    """Return the scheme `components/securitySchemes/{name}`.

    Raises:
        ConfigurationError: the runtime cannot tell how it is presented.
    """
    match definition.get("type"):
        case "http":
            scheme = str(definition["scheme"])
            challenge = {"bearer": "Bearer", "basic": "Basic"}.get(scheme.lower(), scheme)
            return SecurityScheme(name, challenge, _authorization(name, "http", scheme))
        case "oauth2" | "openIdConnect" as kind:
            return SecurityScheme(name, "Bearer", _authorization(name, kind, "bearer"))
        case "apiKey":
            reader = _single(name, "apiKey", _API_KEYS[definition["in"]](str(definition["name"])))
            return SecurityScheme(name, "ApiKey", reader)
        case "mutualTLS":
            if not options.mutual_tls_header:
                _log.warning(
                    "mutual_tls_without_header",
                    scheme=name,
                    effect="requests that need it are answered 401",
                    cure="name the header that the proxy sets: ContractOptions.mutual_tls_header",
                )
            reader = _single(name, "mutualTLS", _header_values(options.mutual_tls_header or ""))
            return SecurityScheme(name, "ClientCertificate", reader)
        case unknown:
            raise ConfigurationError(
                f"The security scheme {name} has the type {unknown!r}, which OpenAPI lacks."
            )


_Values = Callable[[Scope], Iterable[str]]


def _single(name: str, kind: SchemeType, values: _Values) -> CredentialsReader:
    def read(scope: Scope) -> Credentials | None:
        value = _only(values(scope))
        return Credentials(name, kind, value) if value else None

    return read


def _only(values: Iterable[str]) -> str | None:
    """Picking one of several would let two readers see two different clients."""
    first = None
    for value in values:
        if first is not None:
            raise UnreadableCredentialsError
        first = value
    return first


def _authorization(name: str, kind: SchemeType, scheme: str) -> CredentialsReader:
    """Return the `Authorization` header if it is of the scheme, in any case (RFC 9110, 11.1)."""
    wanted = scheme.lower()
    is_basic = kind == "http" and wanted == "basic"
    values = _header_values("authorization")

    def read(scope: Scope) -> Credentials | None:
        header = _only(values(scope))
        if header is None:
            return None
        presented, _, value = header.partition(" ")
        value = value.strip(" ")
        if presented.lower() != wanted:
            return None
        if not value or (wanted == "bearer" and " " in value):
            raise UnreadableCredentialsError
        return _basic(name, value) if is_basic else Credentials(name, kind, value)

    return read


def _basic(name: str, value: str) -> Credentials:
    """RFC 7617: base64 of `user-id:password`, in UTF-8; the user-id holds no colon.

    "The user-id and password MUST NOT contain any control characters."
    """
    try:
        text = b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        raise UnreadableCredentialsError from None
    username, colon, password = text.partition(":")
    if not colon or _CONTROL.search(text):
        raise UnreadableCredentialsError
    return Credentials(name, "http", value, username, password)


def _header_values(name: str) -> _Values:
    wanted = name.lower().encode("latin-1")

    def values(scope: Scope) -> list[str]:
        headers = scope["headers"]
        return [value.decode("latin-1").strip(" \t") for key, value in headers if key == wanted]

    return values


def _query_values(name: str) -> _Values:
    def values(scope: Scope) -> list[str]:
        pairs = scope["query_string"].decode("latin-1").split("&")
        found = (pair.partition("=") for pair in pairs)
        mine = [value for key, _, value in found if _decoded(key) == name]
        texts = [text for value in mine if (text := _decoded(value)) is not None]
        if len(texts) < len(mine):
            raise UnreadableCredentialsError
        return texts

    return values


def _decoded(text: str) -> str | None:
    """None for what cannot be decoded: as a name it matches no key, as a key it is none."""
    try:
        return decode_form(text)
    except MalformedRequest:
        return None


def _cookie_values(name: str) -> _Values:
    cookies = _header_values("cookie")

    def values(scope: Scope) -> list[str]:
        pairs = (pair.partition("=") for pair in ";".join(cookies(scope)).split(";"))
        return [_unquoted(value.strip()) for key, _, value in pairs if key.strip() == name]

    return values


def _unquoted(value: str) -> str:
    """Return a cookie's value without quotes around it (RFC 6265, section 4.1.1)."""
    is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return value[1:-1] if is_quoted else value


_API_KEYS: Mapping[str, Callable[[str], _Values]] = {
    "header": _header_values,
    "query": _query_values,
    "cookie": _cookie_values,
}
