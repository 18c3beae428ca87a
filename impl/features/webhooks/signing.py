"""Secrets and signatures, as Standard Webhooks 1.0 has them.

Secrets are derived from the service's own, so the database holds none.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final
from uuid import UUID

_PREFIX: Final = "whsec_"


def secret_of(service_secret: str, webhook: UUID, version: int) -> str:
    """Return the secret of a webhook; every version of it is another one."""
    message = f"webhook {webhook} {version}".encode()
    key = hmac.digest(service_secret.encode(), message, hashlib.sha256)
    return _PREFIX + base64.b64encode(key).decode()


def signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def signed_headers(secrets: Sequence[str], id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers of a message, with one signature for each secret."""
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(each, id, timestamp, body) for each in secrets),
    }
