"""The errors that the document declares, to be raised by handlers.

Generated from openapi/openapi.yaml by `task generate`; do not edit.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from impl.contract import Problem, ProblemError


class NotReady(Problem):
    """503: PostgreSQL cannot be reached."""

    status = 503
    type = "about:blank"
    title = "Service Unavailable"
    default_detail = "PostgreSQL cannot be reached."
    headers: ClassVar = {"Retry-After": "retry_after"}

    def __init__(
        self,
        detail: str | None = None,
        *,
        retry_after: int,
        errors: Sequence[ProblemError] = (),
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, errors=errors, extensions=extensions)
        self.retry_after = retry_after


class InvalidCursor(Problem):
    """400: The cursor was not issued by this service, or was changed."""

    status = 400
    type = "urn:problem-type:invalid-cursor"
    title = "Invalid cursor"
    default_detail = "Start again without a cursor."


class EmailTaken(Problem):
    """409: Another account has this e-mail address."""

    status = 409
    type = "urn:problem-type:email-taken"
    title = "E-mail address taken"
    default_detail = "Another account has this e-mail address."


class UserNotFound(Problem):
    """404: There is no such user."""

    status = 404
    type = "urn:problem-type:user-not-found"
    title = "User not found"
    default_detail = "There is no such user."
