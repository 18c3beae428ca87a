"""The errors that the API declares, to be caught.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from . import models
from ._runtime import errors


class NotReady(errors.ServiceUnavailable):
    """503: PostgreSQL cannot be reached, or its schema is outdated."""

    declared_status: ClassVar[int | None] = 503


class CommonPassword(errors.BadRequest):
    """400: The password is on the list of common passwords, or known from a breach."""

    declared_status: ClassVar[int | None] = 400
    declared_type: ClassVar[str | None] = "urn:problem-type:common-password"


class EmailTaken(errors.Conflict):
    """409: Another account has this e-mail address."""

    declared_status: ClassVar[int | None] = 409
    declared_type: ClassVar[str | None] = "urn:problem-type:email-taken"


class InvalidCredentials(errors.Unauthorized):
    """401: No active account has this e-mail address and password."""

    declared_status: ClassVar[int | None] = 401
    declared_type: ClassVar[str | None] = "urn:problem-type:invalid-credentials"


class InvalidRefreshToken(errors.Unauthorized):
    """401: The refresh token is invalid, was used before, or its session has ended."""

    declared_status: ClassVar[int | None] = 401
    declared_type: ClassVar[str | None] = "urn:problem-type:invalid-refresh-token"


class SessionNotFound(errors.NotFound):
    """404: Your account has no such session, or the session has ended."""

    declared_status: ClassVar[int | None] = 404
    declared_type: ClassVar[str | None] = "urn:problem-type:session-not-found"


class WrongPassword(errors.Forbidden):
    """403: The current password is wrong."""

    declared_status: ClassVar[int | None] = 403
    declared_type: ClassVar[str | None] = "urn:problem-type:wrong-password"


class InvalidCursor(errors.BadRequest):
    """400: The cursor was altered, or belongs to another list."""

    declared_status: ClassVar[int | None] = 400
    declared_type: ClassVar[str | None] = "urn:problem-type:invalid-cursor"


class UserNotFound(errors.NotFound):
    """404: There is no such user."""

    declared_status: ClassVar[int | None] = 404
    declared_type: ClassVar[str | None] = "urn:problem-type:user-not-found"


class WebhookUrlRefused(errors.BadRequest):
    """400: The URL does not lead to a public server on the Internet."""

    declared_status: ClassVar[int | None] = 400
    declared_type: ClassVar[str | None] = "urn:problem-type:webhook-url-refused"


class WebhookNotFound(errors.NotFound):
    """404: There is no such webhook."""

    declared_status: ClassVar[int | None] = 404
    declared_type: ClassVar[str | None] = "urn:problem-type:webhook-not-found"


class WebhookDeliveryNotFound(errors.NotFound):
    """404: The webhook has no such delivery, or there is no such webhook."""

    declared_status: ClassVar[int | None] = 404
    declared_type: ClassVar[str | None] = "urn:problem-type:webhook-delivery-not-found"


class GrantErrorBadRequest(errors.BadRequest):
    """400: The grant is invalid."""

    body: models.GrantError


PROBLEMS: Final[Mapping[tuple[int, str], type[errors.HttpError]]] = {
    (400, "urn:problem-type:common-password"): CommonPassword,
    (409, "urn:problem-type:email-taken"): EmailTaken,
    (401, "urn:problem-type:invalid-credentials"): InvalidCredentials,
    (401, "urn:problem-type:invalid-refresh-token"): InvalidRefreshToken,
    (404, "urn:problem-type:session-not-found"): SessionNotFound,
    (403, "urn:problem-type:wrong-password"): WrongPassword,
    (400, "urn:problem-type:invalid-cursor"): InvalidCursor,
    (404, "urn:problem-type:user-not-found"): UserNotFound,
    (400, "urn:problem-type:webhook-url-refused"): WebhookUrlRefused,
    (404, "urn:problem-type:webhook-not-found"): WebhookNotFound,
    (404, "urn:problem-type:webhook-delivery-not-found"): WebhookDeliveryNotFound,
}
"""The class for each status and problem type."""
