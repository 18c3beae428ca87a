"""JSON Web Tokens made by hand, so that a library's care does not limit what is tried."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

Members = Mapping[str, Any]


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(segment: str) -> bytes:
    return urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def as_bytes(value: Any) -> bytes:
    """Bytes stay what they are, so that a segment may hold anything."""
    return value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Forge:
    """A genuine token taken apart, and the key that it was signed with."""

    token: str
    key: bytes

    @property
    def header(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(decoded(self.token.split(".")[0]))
        return found

    @property
    def claims(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(decoded(self.token.split(".")[1]))
        return found

    @property
    def signature(self) -> str:
        return self.token.split(".")[2]

    def sign(
        self, header: Any, claims: Any, *, key: bytes | None = None, digest: str = "sha256"
    ) -> str:
        """Any header and claims under an HMAC, by default of the genuine key."""
        signed = f"{encoded(as_bytes(header))}.{encoded(as_bytes(claims))}"
        secret = self.key if key is None else key
        return f"{signed}.{encoded(hmac.digest(secret, signed.encode(), digest))}"

    def altered(
        self,
        *,
        header: Members | None = None,
        claims: Members | None = None,
        without: Collection[str] = (),
        **how: Any,
    ) -> str:
        """Return the genuine token with other members, signed correctly unless `how` differs."""
        changed = [self.header | dict(header or {}), self.claims | dict(claims or {})]
        for members in changed:
            for name in without:
                members.pop(name, None)
        return self.sign(*changed, **how)

    def unsigned(self, *, header: Members, signature: str = "") -> str:
        """Another header over the genuine claims, with any signature."""
        changed = encoded(as_bytes(self.header | dict(header)))
        return f"{changed}.{self.token.split('.')[1]}.{signature}"
