"""Signed tokens (RFC 7519), read strictly.

python-jose checks the signature; what it lets through is refused here (RFC 8725, section 3).
"""

import json
from collections.abc import Callable
from typing import Any, Final

from jose import jwt
from jose.utils import base64url_decode, base64url_encode

from impl.security.keys import KeyRing

LONGEST: Final = 2048
"""Bytes; a longer token is refused unread."""
_HEADER: Final = frozenset({"alg", "typ", "kid"})
"""No `crit`, `jku`, `jwk`, `x5u`, `zip` ...: nothing that asks us to trust or fetch something."""
_SKEW: Final = 5
"""Seconds that the issuer's clock may be ahead of ours."""
_STRINGS: Final = ("sub", "jti", "sid")
_OPTIONS: Final = {
    f"require_{claim}": True for claim in ("iss", "aud", "sub", "exp", "iat", "nbf", "jti")
} | {"leeway": _SKEW}


class Jwts:
    """Tokens of one issuer for one audience; `typ` keeps one use from passing for another."""

    def __init__(
        self, keys: KeyRing, issuer: str, audience: str, clock: Callable[[], float]
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock

    def sign(self, typ: str, claims: dict[str, Any]) -> str:
        """Return a token with `claims`, `iss` and `aud`."""
        key = self._keys.signing
        return jwt.encode(
            {"iss": self._issuer, "aud": self._audience, **claims},
            key.secret,
            self._keys.algorithm,
            headers={"typ": typ, "kid": key.kid},
        )

    def read(self, typ: str, token: str) -> dict[str, Any] | None:
        """Return the claims; None if the token is not ours, of another `typ` or not valid now."""
        try:
            return self._read(typ, token)
        except Exception:  # noqa: BLE001 - hostile input reaches beyond JWTError: RecursionError ...
            return None

    def _read(self, typ: str, token: str) -> dict[str, Any] | None:
        if len(token) > LONGEST:
            return None
        encoded_header, encoded_claims, _ = map(_decode, token.split("."))
        header, unverified = _object(encoded_header), _object(encoded_claims)
        key = self._keys.verifying.get(header["kid"])
        if key is None or header["typ"] != typ or not header.keys() <= _HEADER:
            return None
        if not self._are_sound(unverified):
            return None
        return jwt.decode(
            token,
            key.secret,
            algorithms=[self._keys.algorithm],
            audience=self._audience,
            issuer=self._issuer,
            options=_OPTIONS,
        )

    def _are_sound(self, claims: dict[str, Any]) -> bool:
        """Check what jose does not: one audience, whole numbers, our clock, no future token."""
        now = self._clock()
        return (
            all(type(claims[name]) is int for name in ("iat", "nbf", "exp"))
            and claims["exp"] > now
            and claims["iat"] <= now + _SKEW
            and claims["nbf"] <= now + _SKEW
            and claims["aud"] == self._audience
            and all(type(claims[name]) is str and claims[name] != "" for name in _STRINGS)
            and isinstance(claims.get("scope", ""), str)
        )


def _object(segment: bytes) -> dict[str, Any]:
    return dict(json.loads(segment, object_pairs_hook=_without_duplicates))


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("a name appears twice")
    return dict(pairs)


def _decode(segment: str) -> bytes:
    """Base64url in its one canonical spelling, so that one token has one spelling."""
    data = base64url_decode(segment.encode("ascii"))
    if base64url_encode(data).decode() != segment:
        raise ValueError("not canonical")
    return data
