"""The context of a request, with the resources of this service and its kind of caller."""

from uuid import UUID

from exactapi.runtime import Principal, RequestContext

from impl.resources import Resources
from impl.storage import UnitOfWork

Context = RequestContext[Resources, UnitOfWork]


def user_id(context: Context) -> UUID:
    """Return the id of the user who is asking: the subject of the token."""
    return UUID(principal(context).subject)


def session_id(context: Context) -> UUID:
    """Return the id of the session that the token belongs to."""
    return UUID(principal(context).session)


def principal(context: Context) -> Principal:
    """Return who is asking."""
    if context.principal is None:
        raise RuntimeError(f"{context.operation.id} is public: its caller is unknown")
    return context.principal
