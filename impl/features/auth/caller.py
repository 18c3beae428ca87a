"""Who is asking, in the service's own terms: tokens name users and sessions by their UUIDs."""

from uuid import UUID

from impl.contract import RequestContext
from impl.security.principal import Principal


def user_id(context: RequestContext) -> UUID:
    return UUID(_principal(context).subject)


def session_id(context: RequestContext) -> UUID:
    return UUID(_principal(context).session)


def _principal(context: RequestContext) -> Principal:
    if context.principal is None:
        raise RuntimeError(f"{context.operation.id} is public: nobody is known to be asking")
    return context.principal
