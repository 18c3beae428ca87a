"""What another service answered."""

import json
import time
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from httpx2 import Headers


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer: its body has been read, and is no larger than was allowed."""

    status: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        """Return the body as UTF-8; what is not UTF-8 is replaced."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """Return the value of a JSON body.

        Raises:
            ValueError: it is no JSON.
        """
        return json.loads(self.content)

    @property
    def retry_after(self) -> float | None:
        """Return the seconds of a valid `Retry-After` (RFC 9110, section 10.2.3), or None."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(value[:9])
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return None
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return max(0.0, date.timestamp() - time.time())
