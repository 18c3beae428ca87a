"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from exactapi.runtime import Model
from pydantic import MISSING, AwareDatetime, ConfigDict, Field
from typing_extensions import TypeAliasType


class Credentials(Model):
    """An e-mail address and its password."""

    model_config = ConfigDict(extra="forbid")

    email: str
    password: str


ErrorCode = TypeAliasType(
    "ErrorCode",
    Literal[
        "additionalProperties",
        "anyOf",
        "const",
        "contains",
        "contentType",
        "duplicate",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "falseSchema",
        "format",
        "headers",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "propertyNames",
        "readOnly",
        "required",
        "schema",
        "style",
        "type",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
        "unknown",
        "unsupported",
        "writeOnly",
        "xml",
    ],
)


class GrantError(Model):
    """An OAuth 2.0 error (RFC 6749, section 5.2)."""

    model_config = ConfigDict(extra="forbid")

    error: Literal["invalid_grant", "invalid_scope"]
    error_description: str


class Key(Model):
    """A public signature key (RFC 7518, section 6), RSA or P-256."""

    model_config = ConfigDict(extra="forbid")

    kty: Literal["RSA", "EC"]
    kid: str
    """The thumbprint of the key (RFC 7638)."""
    use: Literal["sig"]
    alg: Literal["RS256", "ES256"]
    n: str | MISSING = MISSING
    e: str | MISSING = MISSING
    crv: Literal["P-256"] | MISSING = MISSING
    x: str | MISSING = MISSING
    y: str | MISSING = MISSING


class KeySet(Model):
    """A JSON Web Key Set (RFC 7517, section 5)."""

    model_config = ConfigDict(extra="forbid")

    keys: list[Key]


class Liveness(Model):
    """A sign of life."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok"]


class NewUser(Model):
    """The data of a new user."""

    model_config = ConfigDict(extra="forbid")

    email: str
    full_name: str
    password: str | MISSING = MISSING
    role: UserRole = Field(default="user", validate_default=True)


class PasswordChange(Model):
    """The current password and the new one."""

    model_config = ConfigDict(extra="forbid")

    current_password: str
    new_password: str


class PasswordGrant(Model):
    """The form of RFC 6749, section 4.3.2.

    The username is the e-mail address.
    """

    model_config = ConfigDict(extra="forbid")

    grant_type: Literal["password"]
    username: str
    password: str
    scope: str | MISSING = MISSING
    """The requested scopes, separated by spaces; the default is all of them."""
    client_id: str | MISSING = MISSING
    client_secret: str | MISSING = MISSING


class Problem(Model):
    """An error in the format of RFC 9457."""

    model_config = ConfigDict(extra="forbid")

    type: str
    """Identifies the kind of problem."""
    title: str
    status: int
    detail: str
    instance: str
    """Identifies this occurrence; contains the id of the request."""
    errors: list[ProblemError] | MISSING = MISSING


class ProblemError(Model):
    """One fault of the request."""

    model_config = ConfigDict(extra="forbid")

    pointer: str
    """A JSON pointer into the body (`#/email`), or `query.limit`, `path.id`, `header.X`,
    `cookie.x`.
    """
    code: ErrorCode
    detail: str


class Readiness(Model):
    """The state of the service and of its stores."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok", "degraded"]
    postgresql: Literal["ok"]
    redis: Literal["ok", "unavailable"]


class RefreshRequest(Model):
    """The refresh token to exchange."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: str


class Registration(Model):
    """The data of a new account."""

    model_config = ConfigDict(extra="forbid")

    email: str
    password: str
    full_name: str


class Session(Model):
    """A login session."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    current: bool
    """Whether this is the session of the request."""
    user_agent: str | None
    """The `User-Agent` of the client that logged in."""
    created_at: AwareDatetime
    last_used_at: AwareDatetime
    """When the session was last refreshed."""
    expires_at: AwareDatetime
    """When the session ends at the latest."""


class SessionList(Model):
    """Your active sessions."""

    model_config = ConfigDict(extra="forbid")

    items: list[Session]


class TokenPair(Model):
    """The tokens of a session (RFC 6749, section 5.1)."""

    model_config = ConfigDict(extra="forbid")

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    """The lifetime of the access token in seconds."""
    scope: str
    """The scopes of the access token, separated by spaces."""


class User(Model):
    """A user account."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    email: str
    full_name: str
    role: UserRole
    status: UserStatus
    created_at: AwareDatetime
    """When the account was created."""
    updated_at: AwareDatetime
    """When the account last changed."""


class UserAccess(Model):
    """A user's role and status."""

    model_config = ConfigDict(extra="forbid")

    role: UserRole
    status: UserStatus


class UserPage(Model):
    """One page of users."""

    model_config = ConfigDict(extra="forbid")

    items: list[User]
    next_cursor: str | None
    """The `cursor` of the next page; null on the last page."""


class UserPatch(Model):
    """The profile fields to change."""

    model_config = ConfigDict(extra="forbid")

    email: str | MISSING = MISSING
    full_name: str | MISSING = MISSING


class UserReplacement(Model):
    """The whole profile."""

    model_config = ConfigDict(extra="forbid")

    email: str
    full_name: str


UserRole = TypeAliasType("UserRole", Literal["user", "admin"])


UserStatus = TypeAliasType("UserStatus", Literal["active", "disabled"])
