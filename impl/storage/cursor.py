"""Keyset cursors: where the next page starts, signed so that clients cannot make one up.

`<payload>.<signature>` in URL-safe base64 without padding. The signature also covers the name of
the operation, so a cursor of one list is not valid for another.
"""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any, Final

from pydantic_core import to_json

from impl.settings import Settings

_SIGNATURE_BYTES: Final = 16


class InvalidCursor(Exception):
    """The cursor was not issued by this service for this operation."""


class CursorSigner:
    def __init__(self, settings: Settings) -> None:
        self._key = settings.cursor_secret.get_secret_value().encode()

    def sign(self, operation: str, position: list[Any]) -> str:
        """Return a cursor for `position`, the JSON values of the sort key's columns."""
        payload = _encode(to_json(position))
        return f"{payload}.{self._signature(operation, payload)}"

    def verify(self, operation: str, cursor: str) -> list[Any]:
        """Return the position that `cursor` stands for.

        Raises:
            InvalidCursor: the cursor was altered, or belongs to another operation or another key.
        """
        payload, _, signature = cursor.partition(".")
        expected = self._signature(operation, payload)
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            raise InvalidCursor
        try:
            position: list[Any] = json.loads(_decode(payload))
        except (binascii.Error, ValueError) as error:
            raise InvalidCursor from error
        return position

    def _signature(self, operation: str, payload: str) -> str:
        message = f"{operation}\n{payload}".encode(errors="replace")
        return _encode(hmac.digest(self._key, message, hashlib.sha256)[:_SIGNATURE_BYTES])


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
