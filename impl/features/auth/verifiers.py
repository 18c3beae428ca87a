"""Credentials to principal for each security scheme of the document, and whether sessions hold."""

from uuid import UUID

from impl.contract import RequestContext
from impl.contract.credentials import Credentials
from impl.features.auth.repository import SessionRepository
from impl.security.principal import Principal


async def verify_bearer(credentials: Credentials, context: RequestContext) -> Principal | None:
    """`bearerAuth` and `oauth2`: an access token of this service's own."""
    return context.resources.tokens.verify(credentials.value)


class StoredSessions:
    """PostgreSQL's word on a session: an `impl.contract.SessionSource`."""

    async def find(self, session: str, context: RequestContext) -> float | None:
        try:
            session_id = UUID(session)
        except ValueError:
            return None
        return await SessionRepository(context).expiry(session_id)
