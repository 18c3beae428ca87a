"""The keys of tokens: one signs, older ones verify until they are retired.

Each has a `kid` that follows from the key itself (RFC 7638 for public keys), so rotating means
changing settings: the new key goes to where the old one was, the old one to JWT_RETIRING_KEYS,
and out of there once the last token that it signed has expired.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jwk
from jose.utils import base64url_encode

from impl.settings import SHORTEST_SECRET, Settings

_SHORTEST_RSA: Final = 2048
"""Bits (RFC 7518, section 3.3)."""
_PEM: Final = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


class UnusableKey(ValueError):
    """A key of the settings that cannot be read or is too weak; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Key:
    """`secret` is what signs or verifies; `public` is its JSON Web Key, if it may be shown."""

    kid: str
    secret: str
    public: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys have the one `algorithm`: a token's header chooses a key, never an algorithm."""

    algorithm: str
    signing: Key
    verifying: Mapping[str, Key]

    @classmethod
    def create(cls, settings: Settings) -> "KeyRing":
        """Return the keys of the settings.

        Raises:
            UnusableKey: a key cannot be read or is too weak.
        """
        algorithm = settings.jwt_algorithm
        retiring = settings.jwt_retiring_keys.get_secret_value()
        if algorithm == "HS256":
            signing = _shared(settings.jwt_secret_key.get_secret_value(), "JWT_SECRET_KEY")
            older = [_shared(secret, "JWT_RETIRING_KEYS") for secret in retiring.split()]
            verifying = [signing, *older]
        else:
            private = settings.jwt_private_key.get_secret_value().replace("\\n", "\n")
            if "PRIVATE KEY" not in private:
                raise UnusableKey("JWT_PRIVATE_KEY: not a private key in PEM")
            signing = Key(_public(private, algorithm, "JWT_PRIVATE_KEY").kid, private)
            pems = [private, *_pems(retiring.replace("\\n", "\n"))]
            names = ["JWT_PRIVATE_KEY", *["JWT_RETIRING_KEYS"] * (len(pems) - 1)]
            verifying = [
                _public(pem, algorithm, name) for pem, name in zip(pems, names, strict=True)
            ]
        return cls(algorithm, signing, {key.kid: key for key in verifying})

    def public(self) -> list[Mapping[str, str]]:
        """Return the JSON Web Keys (RFC 7517) of all verifying keys, the signing one first."""
        return [key.public for key in self.verifying.values() if key.public is not None]


def _shared(secret: str, name: str) -> Key:
    if len(secret.encode()) < SHORTEST_SECRET:
        raise UnusableKey(f"{name}: a secret needs at least {SHORTEST_SECRET} bytes")
    return Key(hmac.new(secret.encode(), b"kid", hashlib.sha256).hexdigest()[:16], secret)


def _pems(text: str) -> list[str]:
    if _PEM.sub("", text).strip():
        raise UnusableKey("JWT_RETIRING_KEYS: holds what is no public key in PEM")
    return [match.group() for match in _PEM.finditer(text)]


def _public(pem: str, algorithm: str, name: str) -> Key:
    """Return the public half of a private or public key in PEM."""
    try:
        if "PRIVATE KEY" in pem:
            key: Any = serialization.load_pem_private_key(pem.encode(), None).public_key()
        else:
            key = serialization.load_pem_public_key(pem.encode())
    except (ValueError, TypeError) as error:
        raise UnusableKey(f"{name}: not a key in PEM without a passphrase") from error
    _check(key, algorithm, name)
    text = key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()
    members: dict[str, str] = jwk.construct(text, algorithm).to_dict()
    kid = _thumbprint(members)
    return Key(kid, text, {**members, "kid": kid, "use": "sig", "alg": algorithm})


def _check(key: Any, algorithm: str, name: str) -> None:
    if algorithm == "RS256":
        if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _SHORTEST_RSA:
            raise UnusableKey(f"{name}: RS256 needs an RSA key of {_SHORTEST_RSA} bits or more")
    elif not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise UnusableKey(f"{name}: ES256 needs a key of the curve P-256")


def _thumbprint(members: Mapping[str, str]) -> str:
    """RFC 7638, section 3."""
    needed = {name: members[name] for name in ("crv", "e", "kty", "n", "x", "y") if name in members}
    text = json.dumps(needed, sort_keys=True, separators=(",", ":"))
    return base64url_encode(hashlib.sha256(text.encode()).digest()).decode()
