"""Signatures of webhooks, as Standard Webhooks 1.0 has them."""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from typing import Final

_PREFIX: Final = "whsec_"
_HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")
_LONGEST: Final = 20
"""Digits of a timestamp, at the most: it comes from anybody."""
TOLERANCE: Final = 300
"""Seconds that a message may be old, or ahead of this clock."""


class SignatureInvalid(Exception):
    """A message that the service did not sign, or signed too long ago: do not act on it."""


def verify(
    body: bytes,
    headers: Mapping[str, str],
    secrets: str | Iterable[str],
    *,
    tolerance: float = TOLERANCE,
) -> str:
    """Return the identifier of a message, to tell a repeated one by.

    Several secrets are for the time in which one replaces another.

    Raises:
        SignatureInvalid: a header is missing, the time is off, or no signature fits.
    """
    given = {name.lower(): value for name, value in headers.items()}
    missing = [name for name in _HEADERS if name not in given]
    if missing:
        raise SignatureInvalid(f"the header {missing[0]} is missing")
    identifier, timestamp, signatures = (given[name] for name in _HEADERS)
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < _LONGEST
    if not is_number or abs(time.time() - int(timestamp)) > tolerance:
        raise SignatureInvalid("the timestamp is too far from now")
    signed = f"{identifier}.{timestamp}.".encode() + body
    offered = [text[3:] for text in signatures.split() if text.startswith("v1,")]
    for secret in [secrets] if isinstance(secrets, str) else secrets:
        wanted = _signature(secret, signed)
        if any(hmac.compare_digest(wanted, each.encode()) for each in offered):
            return identifier
    raise SignatureInvalid("no signature fits")


def _signature(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:  # anybody can sign with nothing
        raise SignatureInvalid("the secret is empty, or not base64; copy it whole")
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
