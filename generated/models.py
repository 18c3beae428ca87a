"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi/openapi.yaml by `task generate`; do not edit.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from exactapi.model import Model
from pydantic import MISSING, AwareDatetime, ConfigDict, Field
from typing_extensions import TypeAliasType


class Credentials(Model):
    """Who wants to log in."""

    model_config = ConfigDict(extra="forbid")

    email: str
    password: str


class GrantError(Model):
    """An error as RFC 6749, section 5.2 words it."""

    model_config = ConfigDict(extra="forbid")

    error: Literal["invalid_grant", "invalid_scope"]
    error_description: str


class Key(Model):
    """A public key for signatures (RFC 7518, section 6), RSA or of the curve P-256."""

    model_config = ConfigDict(extra="forbid")

    kty: Literal["RSA", "EC"]
    kid: str
    """Its thumbprint (RFC 7638)."""
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
    """What it takes to create a user."""

    model_config = ConfigDict(extra="forbid")

    email: str
    full_name: str
    password: str | MISSING = MISSING
    role: UserRole = Field(default="user", validate_default=True)


class PasswordChange(Model):
    model_config = ConfigDict(extra="forbid")

    current_password: str
    new_password: str


class PasswordGrant(Model):
    """The form of RFC 6749, section 4.3.2; the username is the e-mail address."""

    model_config = ConfigDict(extra="forbid")

    grant_type: Literal["password"]
    username: str
    password: str
    scope: str | MISSING = MISSING
    """The scopes wanted, with spaces between; all that the account has if absent."""
    client_id: str | MISSING = MISSING
    client_secret: str | MISSING = MISSING


class Problem(Model):
    """An error, as RFC 9457 writes it."""

    model_config = ConfigDict(extra="forbid")

    type: str
    """Names the kind of problem."""
    title: str
    status: int
    detail: str
    instance: str
    """Names this occurrence, by the request's id."""
    errors: list[ProblemError] | MISSING = MISSING


class ProblemError(Model):
    """One thing that was wrong with the request."""

    model_config = ConfigDict(extra="forbid")

    pointer: str
    """A JSON pointer into the body (`#/email`), or `query.limit`, `path.id`, `header.X`,
    `cookie.x`.
    """
    code: str
    detail: str


class Readiness(Model):
    """The state of what the service depends on."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok", "degraded"]
    postgresql: Literal["ok"]
    redis: Literal["ok", "unavailable"]


class RefreshRequest(Model):
    model_config = ConfigDict(extra="forbid")

    refresh_token: str


class Registration(Model):
    """What it takes to open an account."""

    model_config = ConfigDict(extra="forbid")

    email: str
    password: str
    full_name: str


class Session(Model):
    """One log-in, until it is over."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    current: bool
    """Whether it is the one that asks."""
    user_agent: str | None
    """What the client called itself when it logged in."""
    created_at: AwareDatetime
    last_used_at: AwareDatetime
    """When it last got tokens."""
    expires_at: AwareDatetime
    """When it is over at the latest."""


class SessionList(Model):
    model_config = ConfigDict(extra="forbid")

    items: list[Session]


class TokenPair(Model):
    """What a session lives by (RFC 6749, section 5.1)."""

    model_config = ConfigDict(extra="forbid")

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    """For how many seconds the access token is good."""
    scope: str
    """What the access token grants, with spaces between."""


class User(Model):
    """A person who has an account."""

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
    """What a user may do."""

    model_config = ConfigDict(extra="forbid")

    role: UserRole
    status: UserStatus


class UserPage(Model):
    """One page of users."""

    model_config = ConfigDict(extra="forbid")

    items: list[User]
    next_cursor: str | None
    """Where the next page starts; null on the last one."""


class UserPatch(Model):
    """Some of what a user says of itself."""

    model_config = ConfigDict(extra="forbid")

    email: str | MISSING = MISSING
    full_name: str | MISSING = MISSING


class UserReplacement(Model):
    """All that a user says of itself."""

    model_config = ConfigDict(extra="forbid")

    email: str
    full_name: str


UserRole = TypeAliasType("UserRole", Literal["user", "admin"])


UserStatus = TypeAliasType("UserStatus", Literal["active", "disabled"])
