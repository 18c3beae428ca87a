"""Passwords that are known from breaches, asked of Pwned Passwords without telling them."""

import hashlib
from typing import ClassVar

import structlog

from impl.outbound.client import HTTPClient
from impl.outbound.errors import OutboundError
from impl.outbound.integration import Integration
from impl.settings import Settings

_log = structlog.get_logger(__name__)


class PwnedPasswords(Integration):
    """The range API: it gets five of the 40 digits of the SHA-1, and answers with all that match.

    Padding hides from the network how many match.
    """

    service: ClassVar[str] = "pwned-passwords"
    deadline: ClassVar[float] = 1.0
    attempts: ClassVar[int] = 2
    max_bytes: ClassVar[int] = 256 * 1024

    async def has(self, password: str) -> bool:
        """Return whether the password is known from a breach; False if nobody can tell now."""
        # The API is defined by SHA-1; nothing is stored or compared by it here.
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        prefix, suffix = digest[:5], digest[5:]
        try:
            answer = await self.call("GET", f"/range/{prefix}", headers={"add-padding": "true"})
        except OutboundError as error:
            _log.warning("breached_passwords_not_checked", reason=str(error))
            return False
        for line in answer.text.splitlines():
            found, _, times = line.partition(":")
            if found.strip().upper() == suffix:
                return times.strip() != "0"  # an entry of the padding
        return False


def create_pwned_passwords(settings: Settings, http: HTTPClient) -> PwnedPasswords | None:
    """Return the service that the settings name, if they do."""
    url = settings.pwned_passwords_url
    return None if url is None else PwnedPasswords(http, str(url))
