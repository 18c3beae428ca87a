"""Who is asking, in the service's own terms: tokens name users and sessions by their UUIDs."""

from uuid import UUID

from exactapi.access.ports import Principal

from impl.context import Context


def user_id(context: Context) -> UUID:
    return UUID(_principal(context).subject)


def session_id(context: Context) -> UUID:
    return UUID(_principal(context).session)


def _principal(context: Context) -> Principal:
    if context.principal is None:
        raise RuntimeError(f"{context.operation.id} is public: nobody is known to be asking")
    return context.principal
