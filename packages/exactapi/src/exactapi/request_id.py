"""The id of a request: in the logs, in `X-Request-Id`, and as a problem's `instance`."""

import random
import re
from typing import Final

from starlette.types import Scope

_KEY: Final = "exactapi.request_id"
_ACCEPTED: Final = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}")

_RANDOM_BITS: Final = ~0xF000_C000_0000_0000_0000
_RANDOM_UUID: Final = 0x4000_8000_0000_0000_0000
"""The bits of a UUID that say it is random (RFC 9562, section 5.4); all others may be random."""


def request_id(scope: Scope) -> str:
    """Return the caller's `X-Request-Id` if it is a UUID (nginx's 32 digits too), or a new one.

    Only UUIDs, because a problem's `instance` is `urn:uuid:<request id>`. The first call
    decides, and the scope keeps it.
    """
    known = scope.get(_KEY)
    if known is None:
        known = scope[_KEY] = _hyphenated(_given(scope) or _random())
    return str(known)


def _given(scope: Scope) -> str | None:
    given = [value.lower() for name, value in scope["headers"] if name == b"x-request-id"]
    if len(given) == 1 and _ACCEPTED.fullmatch(given[0]):
        digits: str = given[0].decode().replace("-", "")
        return digits
    return None


def _random() -> str:
    # It has to be unlike the others, not unguessable, so the system need not be asked for it.
    return f"{random.getrandbits(128) & _RANDOM_BITS | _RANDOM_UUID:032x}"


def _hyphenated(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
