"""Access and refresh tokens: JWTs of a session. Access tokens follow RFC 9068."""

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple
from uuid import uuid4

from exactapi.access.ports import Principal

from impl.security.jwts import Jwts
from impl.security.keys import KeyRing
from impl.settings import Settings

_ACCESS: Final = "at+jwt"
_REFRESH: Final = "rt+jwt"
_REMEMBERED: Final = 10_000


class RefreshToken(NamedTuple):
    """The claims of a refresh token; `id` is new in each, the session and its user stay."""

    id: str
    session: str
    subject: str


class TokenService:
    """Issues and verifies tokens, and remembers verified access tokens until they expire.

    It does not check whether the session still holds.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self.keys = KeyRing.create(settings)
        self._jwts = Jwts(self.keys, settings.jwt_issuer, settings.jwt_audience, clock)
        self._lifetime = 60 * settings.access_token_expire_minutes
        self._clock = clock
        self._verified: dict[bytes, tuple[Principal, float]] = {}

    def issue_access_token(
        self,
        subject: str,
        scopes: Iterable[str],
        *,
        session: str,
        lifetime: int | None = None,
    ) -> tuple[str, int]:
        """Return a token for `subject`, and the seconds that it is valid for.

        The default `lifetime` is ACCESS_TOKEN_EXPIRE_MINUTES.
        """
        now = int(self._clock())
        seconds = self._lifetime if lifetime is None else lifetime
        claims = {
            "sub": subject,
            "sid": session,
            "scope": " ".join(sorted(scopes)),
            "iat": now,
            "nbf": now,
            "exp": now + seconds,
            "jti": str(uuid4()),
        }
        return self._jwts.sign(_ACCESS, claims), seconds

    def issue_refresh_token(self, token: RefreshToken, *, issued: int, expires: int) -> str:
        """Return a token; times are in Unix seconds.

        HS256 and RS256 make equal tokens of equal input.
        """
        claims = {
            "sub": token.subject,
            "sid": token.session,
            "jti": token.id,
            "iat": issued,
            "nbf": issued,
            "exp": expires,
        }
        return self._jwts.sign(_REFRESH, claims)

    def verify(self, token: str) -> Principal | None:
        """Return the principal of an access token; None if the token is not valid."""
        digest = hashlib.sha256(token.encode(errors="replace")).digest()
        remembered = self._verified.get(digest)
        if remembered is None:
            return self._verify_and_remember(token, digest)
        principal, expires = remembered
        if expires > self._clock():
            return principal
        del self._verified[digest]
        return None

    def verify_refresh_token(self, token: str) -> RefreshToken | None:
        """Return the claims; None if the token is not valid. It may have been used before."""
        claims = self._jwts.read(_REFRESH, token)
        if claims is None:
            return None
        return RefreshToken(claims["jti"], claims["sid"], claims["sub"])

    def _verify_and_remember(self, token: str, digest: bytes) -> Principal | None:
        claims = self._jwts.read(_ACCESS, token)
        if claims is None:
            return None
        scopes = frozenset(claims.get("scope", "").split())
        principal = Principal(claims["sub"], scopes, claims["sid"], claims["exp"])
        if len(self._verified) >= _REMEMBERED:
            del self._verified[next(iter(self._verified))]
        self._verified[digest] = principal, claims["exp"]
        return principal
