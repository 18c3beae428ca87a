"""From credentials to a principal, for each security scheme; and whether a session holds."""

from uuid import UUID

from exactapi.runtime import Credentials, Principal

from impl.context import Context
from impl.features.sessions.service import SessionService


async def verify_bearer(credentials: Credentials, context: Context) -> Principal | None:
    """`bearerAuth` and `oauth2`: an access token of this service's own."""
    return context.resources.tokens.verify(credentials.value)


class StoredSessions:
    """Asks PostgreSQL whether a session holds: an `exactapi.runtime.SessionSource`."""

    async def find(self, session: str, context: Context) -> float | None:
        try:
            session_id = UUID(session)
        except ValueError:
            return None
        return await SessionService(context.unit_of_work, context.resources).expiry(session_id)
