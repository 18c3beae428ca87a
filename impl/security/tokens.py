"""Access tokens: JWTs of the profile of RFC 9068 (`typ: at+jwt`), signed with HS256.

python-jose checks the signature; what it lets through is refused here (RFC 8725, section 3).
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import uuid4

from jose import jwt
from jose.utils import base64url_decode, base64url_encode

from impl.security.principal import Principal
from impl.settings import Settings

_ALGORITHM: Final = "HS256"
_TYPE: Final = "at+jwt"
_LONGEST: Final = 2048
"""Bytes; a longer token is refused unread."""
_HEADER: Final = frozenset({"alg", "typ", "kid"})
"""No `crit`, `jku`, `jwk`, `x5u`, `zip` ...: nothing that asks us to trust or fetch something."""
_SKEW: Final = 5
"""Seconds that the issuer's clock may be ahead of ours."""
_REMEMBERED: Final = 10_000
_OPTIONS: Final = {
    f"require_{claim}": True for claim in ("iss", "aud", "sub", "exp", "iat", "nbf", "jti")
} | {"leeway": _SKEW}


class TokenService:
    """Issues and verifies access tokens; remembers the verified ones until they expire."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._key = settings.jwt_secret_key.get_secret_value()
        self._issuer = settings.jwt_issuer
        self._audience = settings.jwt_audience
        self._minutes = settings.access_token_expire_minutes
        self._clock = clock
        self._verified: dict[bytes, tuple[Principal, float]] = {}

    def issue_access_token(
        self,
        subject: str,
        scopes: Iterable[str],
        *,
        session: str | None = None,
        minutes: int | None = None,
    ) -> str:
        """A token for `subject`, good for `minutes` (ACCESS_TOKEN_EXPIRE_MINUTES).

        It dies with `session` before that, if it has one.
        """
        now = int(self._clock())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": subject,
            "scope": " ".join(sorted(scopes)),
            "iat": now,
            "nbf": now,
            "exp": now + 60 * (self._minutes if minutes is None else minutes),
            "jti": str(uuid4()),
        }
        if session is not None:
            claims["sid"] = session
        return jwt.encode(claims, self._key, _ALGORITHM, headers={"typ": _TYPE})

    def verify(self, token: str) -> Principal | None:
        """Whom the token speaks for, or None: not ours, changed, expired or not yet valid."""
        digest = hashlib.sha256(token.encode(errors="replace")).digest()
        remembered = self._verified.get(digest)
        if remembered is None:
            return self._verify_and_remember(token, digest)
        principal, expires = remembered
        if expires > self._clock():
            return principal
        del self._verified[digest]
        return None

    def _verify_and_remember(self, token: str, digest: bytes) -> Principal | None:
        try:
            claims = self._claims(token)
        except Exception:  # noqa: BLE001 - hostile input reaches beyond JWTError: RecursionError ...
            return None
        if claims is None:
            return None
        scopes = frozenset(claims.get("scope", "").split())
        principal = Principal(claims["sub"], scopes, claims.get("sid"))
        if len(self._verified) >= _REMEMBERED:
            del self._verified[next(iter(self._verified))]
        self._verified[digest] = principal, claims["exp"]
        return principal

    def _claims(self, token: str) -> dict[str, Any] | None:
        if len(token) > _LONGEST:
            return None
        header, claims, _signature = map(_decode, token.split("."))
        if not _is_access_token(_read(header)) or not self._are_sound(_read(claims)):
            return None
        return jwt.decode(
            token,
            self._key,
            algorithms=[_ALGORITHM],
            audience=self._audience,
            issuer=self._issuer,
            options=_OPTIONS,
        )

    def _are_sound(self, claims: dict[str, Any]) -> bool:
        """What jose leaves open: one audience, whole numbers, our clock, no token from ahead."""
        now = self._clock()
        times = [claims[name] for name in ("iat", "nbf", "exp")]
        return (
            all(type(moment) is int for moment in times)
            and claims["exp"] > now
            and claims["iat"] <= now + _SKEW
            and claims["nbf"] <= now + _SKEW
            and claims["aud"] == self._audience
            and isinstance(claims.get("scope", ""), str)
            and isinstance(claims.get("sid"), str | None)
        )


def _is_access_token(header: dict[str, Any]) -> bool:
    return header.get("typ") == _TYPE and header.keys() <= _HEADER


def _read(segment: bytes) -> dict[str, Any]:
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
