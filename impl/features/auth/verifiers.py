"""Credentials to principal for each security scheme of the document, and whether sessions hold."""

from uuid import UUID

from exactapi.access.credentials import Credentials
from exactapi.access.ports import Principal

from impl.context import Context
from impl.features.auth.repository import SessionRepository


async def verify_bearer(credentials: Credentials, context: Context) -> Principal | None:
    """`bearerAuth` and `oauth2`: an access token of this service's own."""
    return context.resources.tokens.verify(credentials.value)


class StoredSessions:
    """PostgreSQL's word on a session: an `impl.contract.SessionSource`."""

    async def find(self, session: str, context: Context) -> float | None:
        try:
            session_id = UUID(session)
        except ValueError:
            return None
        return await SessionRepository(context.unit_of_work).expiry(session_id)
