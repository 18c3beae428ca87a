"""Credentials to principal, one verifier for each security scheme of the document."""

from impl.contract import RequestContext
from impl.contract.credentials import Credentials
from impl.security.principal import Principal


async def verify_bearer(credentials: Credentials, context: RequestContext) -> Principal | None:
    """`bearerAuth`: an access token of this service's own."""
    return context.resources.tokens.verify(credentials.value)
