"""Asks whether the session that the credentials belong to is valid.

The guard remembers valid sessions for a short while; what it does not know, the service's
`SessionSource` decides. So a guard that loses its memory revives no session.
"""

from typing import Protocol

from exactapi.access.context import RequestContext


class SessionSource(Protocol):
    """Asks the service's own store; a service with sessions supplies it."""

    async def find(self, session: str, context: RequestContext, /) -> float | None:
        """Until when the session is valid, in Unix seconds; None if it is unknown or revoked.

        What this raises is answered like any other failure: an absent store is a 503.
        """
        ...
