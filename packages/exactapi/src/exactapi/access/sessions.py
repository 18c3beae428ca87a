"""Is the session that the credentials belong to still there?

Redis remembers the sessions that were found valid, for a short while; what it does not know,
the application's `SessionSource` decides. So losing or flushing Redis revives nothing.
"""

from typing import Protocol

from exactapi.access.context import RequestContext


class SessionSource(Protocol):
    """Asks the store of truth (PostgreSQL); what an application supplies if it has sessions."""

    async def find(self, session: str, context: RequestContext, /) -> float | None:
        """Until when the session holds, in Unix seconds; None if it is unknown or revoked.

        What this raises is answered like any other failure: an absent store is a 503.
        """
        ...
