"""Which problem each error of the services, the stores and the password hasher becomes.

Services raise their own errors and know nothing of HTTP. The library calls `translate` with every
exception that is no problem yet; what has no entry here is a defect and becomes a logged 500.
"""

from collections.abc import Callable, Mapping
from typing import Final

import structlog
from exactapi.runtime import InvalidRequest, JsonValue, Operation, Problem, Unavailable

from generated import problems
from impl.features.auth.errors import InvalidCredentials  # feature: accounts
from impl.features.health.errors import NotReady  # feature: health
from impl.features.sessions.errors import InvalidRefreshToken, SessionNotFound  # feature: accounts
from impl.features.users.errors import (  # feature: accounts
    CommonPassword,
    EmailTaken,
    UserNotFound,
    WrongPassword,
)
from impl.features.webhooks.errors import (  # feature: webhooks
    WebhookDeliveryNotFound,
    WebhookNotFound,
    WebhookUrlRefused,
)
from impl.realtime.realtime import TooManySockets  # feature: realtime
from impl.security.passwords import RETRY_AFTER, HasherBusy  # feature: accounts
from impl.storage.cursor import InvalidCursor
from impl.storage.errors import is_unavailable, is_unencodable, reason_of

_CHALLENGE: Final = 'Bearer realm="api"'  # feature: accounts

_PROBE_RETRY_AFTER: Final = 1  # second; the probes look afresh once a second  # feature: health

_SOCKETS_RETRY_AFTER: Final = 5  # feature: realtime

_STORE_RETRY_AFTER: Final = 5
"""Seconds after which a store that was away may be back."""

# The problems are looked up when an error occurs, so the service also boots with a document that
# declares others.
_PROBLEMS: Final[Mapping[type[Exception], Callable[[Exception], Problem]]] = {
    NotReady: lambda error: problems.NotReady(  # feature: health
        str(error), retry_after=_PROBE_RETRY_AFTER
    ),
    InvalidCredentials: lambda _: problems.InvalidCredentials(  # feature: accounts
        www_authenticate=_CHALLENGE
    ),
    InvalidRefreshToken: lambda _: problems.InvalidRefreshToken(  # feature: accounts
        www_authenticate=_CHALLENGE
    ),
    SessionNotFound: lambda _: problems.SessionNotFound(),  # feature: accounts
    CommonPassword: lambda error: problems.CommonPassword(  # feature: accounts
        str(error) or None
    ),
    EmailTaken: lambda _: problems.EmailTaken(),  # feature: accounts
    UserNotFound: lambda _: problems.UserNotFound(),  # feature: accounts
    WrongPassword: lambda _: problems.WrongPassword(),  # feature: accounts
    WebhookDeliveryNotFound: lambda _: problems.WebhookDeliveryNotFound(),  # feature: webhooks
    WebhookNotFound: lambda _: problems.WebhookNotFound(),  # feature: webhooks
    WebhookUrlRefused: lambda _: problems.WebhookUrlRefused(),  # feature: webhooks
    InvalidCursor: lambda _: problems.InvalidCursor(),  # feature: accounts
    TooManySockets: lambda _: Unavailable(  # feature: realtime
        "There are too many sockets here.", retry_after=_SOCKETS_RETRY_AFTER
    ),
    HasherBusy: lambda _: Unavailable(  # feature: accounts
        "Too many passwords at once.", retry_after=RETRY_AFTER
    ),
}

# By operation and status.
_BODIES: Final[Mapping[tuple[str, int], Callable[[Problem], JsonValue]]] = {
    # OAuth 2.0 has a shape of its own (RFC 6749, section 5.2).  # feature: accounts
    ("getToken", 400): lambda problem: {  # feature: accounts
        "error": "invalid_request",
        "error_description": (problem.detail or "")[:200],
    },
}

_log = structlog.get_logger(__name__)


def describe_error(problem: Problem, operation: Operation | None) -> JsonValue:
    """Return the body that the document declares for an error of the library; None for a problem.

    A document with a shape of its own for all its errors needs no table: return that shape here,
    also where the operation is None (an unknown path or method). Each body is checked at the start.
    """
    describe = _BODIES.get((operation.id, problem.status)) if operation else None
    return describe(problem) if describe else None


def translate(error: Exception) -> Problem | None:
    """Return the problem that an exception becomes; None for a defect."""
    problem = _PROBLEMS.get(type(error))
    if problem is not None:
        return problem(error)
    if isinstance(error, InvalidCursor):  # the document has no problem of its own for it
        return InvalidRequest((), "The cursor is none of this list: ask for its first page.")
    if is_unencodable(error):
        return InvalidRequest((), "A value is valid but cannot be stored.")
    if is_unavailable(error):
        _log.warning("store_unavailable", error=type(error).__name__, reason=reason_of(error))
        return Unavailable(
            "A store that this request needs cannot be reached.", retry_after=_STORE_RETRY_AFTER
        )
    return None
