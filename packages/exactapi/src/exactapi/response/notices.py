"""`x-sunset`: tells with each response that the operation is deprecated, and when it ends."""

from datetime import UTC, datetime
from email.utils import format_datetime

from exactapi.operations.policies import Sunset
from exactapi.response.raw import HeaderList


def notices(sunset: Sunset | None) -> HeaderList:
    """Return the fields `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`; none without."""
    if sunset is None:
        return []
    fields = [(b"deprecation", b"@%d" % _midnight(sunset.since).timestamp())]
    if sunset.at is not None:
        at = format_datetime(_midnight(sunset.at), usegmt=True)
        fields.append((b"sunset", at.encode()))
    if sunset.link is not None:
        fields.append((b"link", f'<{sunset.link}>; rel="deprecation"'.encode()))
    return fields


def _midnight(date: str) -> datetime:
    return datetime.fromisoformat(date).replace(tzinfo=UTC)
