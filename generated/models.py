"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from exactapi.runtime import Model
from pydantic import MISSING, AwareDatetime, ConfigDict, Field
from typing_extensions import TypeAliasType

UserRole = TypeAliasType("UserRole", Literal["user", "admin"])
"""Administrators (`admin`) get the scope `users:admin`."""


UserStatus = TypeAliasType("UserStatus", Literal["active", "disabled"])
"""Users who are `disabled` cannot log in."""


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
"""A machine-readable code. Most name the schema keyword that a value breaks."""


WebhookEventType = TypeAliasType(
    "WebhookEventType", Literal["user.created", "user.updated", "user.deleted"]
)
"""The type of an event."""


WebhookStatus = TypeAliasType("WebhookStatus", Literal["active", "paused"])
"""Nothing is sent to a webhook that is `paused`."""


WebhookDeliveryStatus = TypeAliasType(
    "WebhookDeliveryStatus", Literal["pending", "delivered", "failed"]
)
"""A `pending` delivery will be attempted, for the first time or again."""


class Liveness(Model):
    """The process is alive."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok"]


class Readiness(Model):
    """The state of the service and of its stores."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["ok", "degraded"]
    postgresql: Literal["ok"]
    redis: Literal["ok", "unavailable"]


class Key(Model):
    """A public signature key (RFC 7518, section 6), RSA or P-256."""

    model_config = ConfigDict(extra="forbid")

    kty: Literal["RSA", "EC"]
    kid: str
    """The thumbprint of the key (RFC 7638). At most 100 characters."""
    use: Literal["sig"]
    alg: Literal["RS256", "ES256"]
    n: str | MISSING = MISSING
    """At most 1400 characters, matching `^[A-Za-z0-9_-]+$`."""
    e: str | MISSING = MISSING
    """At most 1400 characters, matching `^[A-Za-z0-9_-]+$`."""
    crv: Literal["P-256"] | MISSING = MISSING
    x: str | MISSING = MISSING
    """At most 1400 characters, matching `^[A-Za-z0-9_-]+$`."""
    y: str | MISSING = MISSING
    """At most 1400 characters, matching `^[A-Za-z0-9_-]+$`."""


class Registration(Model):
    """The data of a new account."""

    model_config = ConfigDict(extra="forbid")

    email: str
    """E-mail address, 3 to 254 characters, matching `^[!-~]+$`."""
    password: str
    """8 to 128 characters, without NUL."""
    full_name: str
    """1 to 100 characters, without NUL."""


class User(Model):
    """A user account."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    email: str
    """E-mail address, 3 to 254 characters, matching `^[!-~]+$`."""
    full_name: str
    """1 to 100 characters, without NUL."""
    role: UserRole
    status: UserStatus
    created_at: AwareDatetime
    """When the account was created."""
    updated_at: AwareDatetime
    """When the account last changed."""


class Credentials(Model):
    """An e-mail address and its password."""

    model_config = ConfigDict(extra="forbid")

    email: str
    """E-mail address, 3 to 254 characters, matching `^[!-~]+$`."""
    password: str
    """1 to 128 characters, without NUL."""


class TokenPair(Model):
    """The tokens of a session (RFC 6749, section 5.1)."""

    model_config = ConfigDict(extra="forbid")

    access_token: str
    r"""At most 2048 characters, matching `^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`."""
    refresh_token: str
    r"""At most 2048 characters, matching `^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`."""
    token_type: Literal["Bearer"]
    expires_in: int
    """The lifetime of the access token in seconds. 0 to 86400."""
    scope: str
    """The scopes of the access token, separated by spaces. At most 500 characters."""


class PasswordGrant(Model):
    """The form of RFC 6749, section 4.3.2.

    The username is the e-mail address.
    """

    model_config = ConfigDict(extra="forbid")

    grant_type: Literal["password"]
    username: str
    """E-mail address, 3 to 254 characters, matching `^[!-~]+$`."""
    password: str
    """1 to 128 characters, without NUL."""
    scope: str | MISSING = MISSING
    r"""The requested scopes, separated by spaces; the default is all of them. At most 500
    characters, matching `^[!#-\[\]-~ ]*$`.
    """
    client_id: str | MISSING = MISSING
    """At most 200 characters, matching `^[ -~]*$`."""
    client_secret: str | MISSING = MISSING
    """At most 200 characters, matching `^[ -~]*$`."""


class GrantError(Model):
    """An OAuth 2.0 error (RFC 6749, section 5.2)."""

    model_config = ConfigDict(extra="forbid")

    error: Literal["invalid_grant", "invalid_request", "invalid_scope"]
    error_description: str
    """At most 200 characters."""


class RefreshRequest(Model):
    """The refresh token to exchange."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: str
    r"""At most 2048 characters, matching `^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`."""


class Session(Model):
    """A login session."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    current: bool
    """Whether this is the session of the request."""
    user_agent: str | None
    """The `User-Agent` of the client that logged in. At most 200 characters."""
    created_at: AwareDatetime
    last_used_at: AwareDatetime
    """When the session was last refreshed."""
    expires_at: AwareDatetime
    """When the session ends at the latest."""


class PasswordChange(Model):
    """The current password and the new one."""

    model_config = ConfigDict(extra="forbid")

    current_password: str
    """1 to 128 characters, without NUL."""
    new_password: str
    """8 to 128 characters, without NUL."""


class UserPage(Model):
    """One page of users."""

    model_config = ConfigDict(extra="forbid")

    items: list[User]
    """At most 100 items."""
    next_cursor: str | None
    """The `cursor` of the next page; null on the last page. At most 500 characters."""


class NewUser(Model):
    """The data of a new user."""

    model_config = ConfigDict(extra="forbid")

    email: str
    """E-mail address, 3 to 254 characters, matching `^[!-~]+$`."""
    full_name: str
    """1 to 100 characters, without NUL."""
    password: str | MISSING = MISSING
    """8 to 128 characters, without NUL."""
    role: UserRole = "user"


class UsersByRole(Model):
    """How many users have each role."""

    model_config = ConfigDict(extra="forbid")

    user: int
    """At least 0."""
    admin: int
    """At least 0."""


class UsersByStatus(Model):
    """How many users have each status."""

    model_config = ConfigDict(extra="forbid")

    active: int
    """At least 0."""
    disabled: int
    """At least 0."""


class UserPatch(Model):
    """The profile fields to change."""

    model_config = ConfigDict(extra="forbid")

    email: str | MISSING = MISSING
    """E-mail address, 3 to 254 characters, matching `^[!-~]+$`."""
    full_name: str | MISSING = MISSING
    """1 to 100 characters, without NUL."""


class UserReplacement(Model):
    """The whole profile."""

    model_config = ConfigDict(extra="forbid")

    email: str
    """E-mail address, 3 to 254 characters, matching `^[!-~]+$`."""
    full_name: str
    """1 to 100 characters, without NUL."""


class UserAccess(Model):
    """A user's role and status."""

    model_config = ConfigDict(extra="forbid")

    role: UserRole
    status: UserStatus


class Ticket(Model):
    """Opens one WebSocket."""

    model_config = ConfigDict(extra="forbid")

    ticket: str
    """Send it as the query parameter `ticket`. Treat it as opaque. At most 100 characters,
    matching `^[A-Za-z0-9_-]+$`.
    """
    expires_in: int
    """Its lifetime in seconds. 1 to 300."""


class Subscribe(Model):
    """Subscribe to a channel.

    The response is `subscribed` or `error`.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal["subscribe"]
    channel: str
    r"""At most 100 characters, matching `^[a-z]+(\.[a-z0-9-]+)*$`."""
    since: str | MISSING = MISSING
    """The last sequence that the client received; later events are sent. At most 41 characters,
    matching `^[0-9]{1,20}-[0-9]{1,20}$`.
    """
    presence: bool = False
    """Whether to receive the channel's `presence`, now and whenever it changes."""


class Unsubscribe(Model):
    """Unsubscribe from a channel.

    The response is `unsubscribed`.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal["unsubscribe"]
    channel: str
    r"""At most 100 characters, matching `^[a-z]+(\.[a-z0-9-]+)*$`."""


class Ping(Model):
    """Ask for a `pong`, to learn whether the connection still works."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["ping"]


class Subscribed(Model):
    """The subscription has begun; events after `sequence` will be sent."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["subscribed"]
    channel: str
    r"""At most 100 characters, matching `^[a-z]+(\.[a-z0-9-]+)*$`."""
    sequence: str
    """At most 41 characters, matching `^[0-9]{1,20}-[0-9]{1,20}$`."""


class Unsubscribed(Model):
    """The subscription has ended."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["unsubscribed"]
    channel: str
    r"""At most 100 characters, matching `^[a-z]+(\.[a-z0-9-]+)*$`."""


class UserCreatedEvent(Model):
    """An account has been created."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["user.created"]
    id: int
    """1 to 9007199254740991."""
    created_at: AwareDatetime
    data: User


class UserUpdatedEvent(Model):
    """An account has changed."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["user.updated"]
    id: int
    """1 to 9007199254740991."""
    created_at: AwareDatetime
    data: User


class DeletedUser(Model):
    """A deleted account."""

    model_config = ConfigDict(extra="forbid")

    id: UUID


class Reset(Model):
    """Events were missed that can no longer be sent: reload your data.

    Events after `sequence` will be sent.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal["reset"]
    channel: str
    r"""At most 100 characters, matching `^[a-z]+(\.[a-z0-9-]+)*$`."""
    sequence: str
    """At most 41 characters, matching `^[0-9]{1,20}-[0-9]{1,20}$`."""


class Presence(Model):
    """The users who are subscribed to the channel."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["presence"]
    channel: str
    r"""At most 100 characters, matching `^[a-z]+(\.[a-z0-9-]+)*$`."""
    users: list[UUID]
    """At most 1000 items, no two alike."""


class Pong(Model):
    """The response to `ping`."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["pong"]


class ProblemError(Model):
    """One fault of the request."""

    model_config = ConfigDict(extra="forbid")

    pointer: str
    """A JSON pointer into the body (`#/email`), or `query.limit`, `path.id`, `header.X`,
    `cookie.x`. At most 500 characters.
    """
    code: ErrorCode
    detail: str
    """At most 500 characters."""


class Webhook(Model):
    """An endpoint that receives events."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    url: str
    """URI, 10 to 2000 characters, matching `^https?://[!-~]+$`."""
    events: list[WebhookEventType]
    """1 to 3 items, no two alike."""
    status: WebhookStatus
    paused_because: Literal["gone", "failing"] | None
    """Why the service paused the webhook: the endpoint answered 410 (`gone`), or failed for days
    (`failing`). Null while it is active, or if a client paused it.
    """
    failing_since: AwareDatetime | None
    """When the first attempt after the last success failed."""
    previous_secret_until: AwareDatetime | None
    """Until when messages are also signed with the previous secret."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class NewWebhook(Model):
    """The data of a new webhook."""

    model_config = ConfigDict(extra="forbid")

    url: str
    """URI, 10 to 2000 characters, matching `^https?://[!-~]+$`."""
    events: list[WebhookEventType]
    """1 to 3 items, no two alike."""


class CreatedWebhook(Model):
    """A new webhook and its secret."""

    model_config = ConfigDict(extra="forbid")

    webhook: Webhook
    secret: str
    """At most 100 characters, matching `^whsec_[A-Za-z0-9+/]+={0,2}$`."""


class WebhookPatch(Model):
    """The members to change."""

    model_config = ConfigDict(extra="forbid")

    url: str | MISSING = MISSING
    """URI, 10 to 2000 characters, matching `^https?://[!-~]+$`."""
    events: list[WebhookEventType] | MISSING = MISSING
    """1 to 3 items, no two alike."""
    status: WebhookStatus | MISSING = MISSING


class RotatedWebhookSecret(Model):
    """A new secret, and when the previous one expires."""

    model_config = ConfigDict(extra="forbid")

    secret: str
    """At most 100 characters, matching `^whsec_[A-Za-z0-9+/]+={0,2}$`."""
    previous_secret_until: AwareDatetime


class WebhookDelivery(Model):
    """A message to a webhook."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    event: WebhookEventType
    status: WebhookDeliveryStatus
    attempts: int
    """0 to 1000000."""
    last_status: int | None
    """The status of the endpoint's last response. 100 to 999."""
    last_error: str | None
    """Why the last attempt failed. At most 200 characters."""
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None
    """The earliest time of the next attempt; null once the delivery is finished."""
    finished_at: AwareDatetime | None
    """When the message was delivered or given up."""


class UserCreatedMessage(Model):
    """The user when it was created."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["user.created"]
    timestamp: AwareDatetime
    """When the message was created."""
    data: User


class UserUpdatedMessage(Model):
    """The user after a change."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["user.updated"]
    timestamp: AwareDatetime
    """When the message was created."""
    data: User


class UserDeletedMessage(Model):
    """The identifier of a deleted user."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["user.deleted"]
    timestamp: AwareDatetime
    """When the message was created."""
    data: DeletedUser


class Problem(Model):
    """An error in the format of RFC 9457."""

    model_config = ConfigDict(extra="forbid")

    type: str
    """Identifies the kind of problem. URI reference, at most 200 characters."""
    title: str
    """At most 200 characters."""
    status: int
    """400 to 599."""
    detail: str
    """At most 2000 characters."""
    instance: str
    """Identifies this occurrence; contains the id of the request. URI reference, at most 200
    characters.
    """
    errors: list[ProblemError] | MISSING = MISSING
    """At most 100 items."""


ClientMessage = TypeAliasType(
    "ClientMessage",
    Annotated[Subscribe | Unsubscribe | Ping, Field(discriminator="type")],
)
"""A message from a client."""


class KeySet(Model):
    """A JSON Web Key Set (RFC 7517, section 5)."""

    model_config = ConfigDict(extra="forbid")

    keys: list[Key]
    """At most 20 items."""


class SessionList(Model):
    """Your active sessions."""

    model_config = ConfigDict(extra="forbid")

    items: list[Session]
    """At most 100 items."""


class UserStatistics(Model):
    """How many users there are."""

    model_config = ConfigDict(extra="forbid")

    total: int
    """At least 0."""
    by_role: UsersByRole
    by_status: UsersByStatus


class UserDeletedEvent(Model):
    """An account has been deleted."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["user.deleted"]
    id: int
    """1 to 9007199254740991."""
    created_at: AwareDatetime
    data: DeletedUser


class ErrorMessage(Model):
    """A message was refused; the socket stays open.

    `malformed`: it is not JSON. `invalid`: it does not match its schema. `rate-limited`: too many
    messages were sent. `unknown-channel`, `forbidden`, `too-many-channels`: the subscription to
    `channel` was refused.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal["error"]
    code: Literal[
        "malformed", "invalid", "rate-limited", "unknown-channel", "forbidden", "too-many-channels"
    ]
    detail: str
    """At most 2000 characters."""
    channel: str | MISSING = MISSING
    r"""At most 100 characters, matching `^[a-z]+(\.[a-z0-9-]+)*$`."""
    errors: list[ProblemError] | MISSING = MISSING
    """At most 100 items."""


class WebhookPage(Model):
    """One page of webhooks."""

    model_config = ConfigDict(extra="forbid")

    items: list[Webhook]
    """At most 100 items."""
    next_cursor: str | None
    """The `cursor` of the next page; null on the last page. At most 500 characters."""


class WebhookDeliveryPage(Model):
    """One page of deliveries."""

    model_config = ConfigDict(extra="forbid")

    items: list[WebhookDelivery]
    """At most 100 items."""
    next_cursor: str | None
    """The `cursor` of the next page; null on the last page. At most 500 characters."""


ChannelEvent = TypeAliasType(
    "ChannelEvent",
    Annotated[
        UserCreatedEvent | UserUpdatedEvent | UserDeletedEvent,
        Field(discriminator="type"),
    ],
)
"""An event."""


class EventMessage(Model):
    """An event on a channel."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["event"]
    channel: str
    r"""At most 100 characters, matching `^[a-z]+(\.[a-z0-9-]+)*$`."""
    sequence: str
    """At most 41 characters, matching `^[0-9]{1,20}-[0-9]{1,20}$`."""
    event: ChannelEvent


ServerMessage = TypeAliasType(
    "ServerMessage",
    Annotated[
        Subscribed | Unsubscribed | EventMessage | Reset | Presence | Pong | ErrorMessage,
        Field(discriminator="type"),
    ],
)
"""A message to a client."""
