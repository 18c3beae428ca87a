"""A name for each request: in the logs, in `X-Request-Id`, and as a problem's `instance`."""

import random
import re
from typing import Final
from uuid import UUID

from starlette.types import Scope

_ACCEPTED: Final = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}")


def request_id(scope: Scope) -> str:
    """The caller's `X-Request-Id` if it is a UUID (nginx's 32 digits too), else a new one.

    Only UUIDs, because a problem's `instance` is `urn:uuid:<request id>`.
    """
    given = [value.lower() for name, value in scope["headers"] if name == b"x-request-id"]
    if len(given) == 1 and _ACCEPTED.fullmatch(given[0]):
        digits = given[0].decode().replace("-", "")
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    # It has to be unlike the others, not unguessable, so the system need not be asked for it.
    return str(UUID(int=random.getrandbits(128), version=4))
