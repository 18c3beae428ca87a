"""The errors that the document declares, to be raised by handlers.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from dataclasses import dataclass
from typing import ClassVar

from exactapi.runtime import ErrorBody, Problem

from . import models


@dataclass(eq=False, repr=False, kw_only=True)
class NotReady(Problem):
    """503: PostgreSQL cannot be reached, or its schema is outdated."""

    status = 503
    type = "about:blank"
    title = "Service Unavailable"
    default_detail = "PostgreSQL cannot be reached."
    headers: ClassVar = {"Retry-After": "retry_after"}

    retry_after: int


class CommonPassword(Problem):
    """400: The password is on the list of common passwords, or known from a breach."""

    status = 400
    type = "urn:problem-type:common-password"
    title = "Common password"
    default_detail = "This password is too common; choose another one."


class EmailTaken(Problem):
    """409: Another account has this e-mail address."""

    status = 409
    type = "urn:problem-type:email-taken"
    title = "E-mail address taken"
    default_detail = "Another account has this e-mail address."


@dataclass(eq=False, repr=False, kw_only=True)
class InvalidCredentials(Problem):
    """401: No active account has this e-mail address and password."""

    status = 401
    type = "urn:problem-type:invalid-credentials"
    title = "Invalid credentials"
    default_detail = "There is no active account with this e-mail address and password."
    headers: ClassVar = {"WWW-Authenticate": "www_authenticate"}

    www_authenticate: str


class GetTokenBadRequest(ErrorBody[models.GrantError]):
    """400: The grant is invalid."""

    status = 400


@dataclass(eq=False, repr=False, kw_only=True)
class InvalidRefreshToken(Problem):
    """401: The refresh token is invalid, was used before, or its session has ended."""

    status = 401
    type = "urn:problem-type:invalid-refresh-token"
    title = "Invalid refresh token"
    default_detail = "Log in again."
    headers: ClassVar = {"WWW-Authenticate": "www_authenticate"}

    www_authenticate: str


class SessionNotFound(Problem):
    """404: Your account has no such session, or the session has ended."""

    status = 404
    type = "urn:problem-type:session-not-found"
    title = "Session not found"
    default_detail = "Your account has no such session."


class WrongPassword(Problem):
    """403: The current password is wrong."""

    status = 403
    type = "urn:problem-type:wrong-password"
    title = "Wrong password"
    default_detail = "The current password is wrong."


class InvalidCursor(Problem):
    """400: The cursor was altered, or belongs to another list."""

    status = 400
    type = "urn:problem-type:invalid-cursor"
    title = "Invalid cursor"
    default_detail = "Request the first page again, without a cursor."


class UserNotFound(Problem):
    """404: There is no such user."""

    status = 404
    type = "urn:problem-type:user-not-found"
    title = "User not found"
    default_detail = "There is no such user."


class WebhookUrlRefused(Problem):
    """400: The URL does not lead to a public server on the Internet."""

    status = 400
    type = "urn:problem-type:webhook-url-refused"
    title = "Webhook URL refused"
    default_detail = "The URL needs https, port 443 and a public host, without credentials."


class WebhookNotFound(Problem):
    """404: There is no such webhook."""

    status = 404
    type = "urn:problem-type:webhook-not-found"
    title = "Webhook not found"
    default_detail = "There is no such webhook."


class WebhookDeliveryNotFound(Problem):
    """404: The webhook has no such delivery, or there is no such webhook."""

    status = 404
    type = "urn:problem-type:webhook-delivery-not-found"
    title = "Webhook delivery not found"
    default_detail = "The webhook has no such delivery."
