"""The API's objects, open for what a later version adds.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime
from typing_extensions import TypeAliasType

from ._runtime.model import UNSET, Model, Unset, unknown


class Liveness(Model):
    """The process is alive."""

    status: Literal["ok"] | str


class Readiness(Model):
    """The state of the service and of its stores."""

    status: Literal["ok", "degraded"] | str
    postgresql: Literal["ok"] | str
    redis: Literal["ok", "unavailable"] | str


class KeySet(Model):
    """A JSON Web Key Set (RFC 7517, section 5)."""

    keys: list[Key]


class Key(Model):
    """A public signature key (RFC 7518, section 6), RSA or P-256."""

    kty: Literal["RSA", "EC"] | str
    kid: str
    """The thumbprint of the key (RFC 7638)."""
    use: Literal["sig"] | str
    alg: Literal["RS256", "ES256"] | str
    n: str | Unset = UNSET
    e: str | Unset = UNSET
    crv: Literal["P-256"] | str | Unset = UNSET
    x: str | Unset = UNSET
    y: str | Unset = UNSET


class Registration(Model):
    """The data of a new account."""

    email: str
    password: str
    full_name: str


class User(Model):
    """A user account."""

    id: UUID
    email: str
    full_name: str
    role: UserRole | str
    status: UserStatus | str
    created_at: AwareDatetime
    """When the account was created."""
    updated_at: AwareDatetime
    """When the account last changed."""


class Credentials(Model):
    """An e-mail address and its password."""

    email: str
    password: str


class TokenPair(Model):
    """The tokens of a session (RFC 6749, section 5.1)."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] | str
    expires_in: int
    """The lifetime of the access token in seconds."""
    scope: str
    """The scopes of the access token, separated by spaces."""


class GrantError(Model):
    """An OAuth 2.0 error (RFC 6749, section 5.2)."""

    error: Literal["invalid_grant", "invalid_request", "invalid_scope"] | str
    error_description: str


class PasswordGrant(Model):
    """The form of RFC 6749, section 4.3.2.

    The username is the e-mail address.
    """

    grant_type: Literal["password"]
    username: str
    password: str
    scope: str | Unset = UNSET
    """The requested scopes, separated by spaces; the default is all of them."""
    client_id: str | Unset = UNSET
    client_secret: str | Unset = UNSET


class RefreshRequest(Model):
    """The refresh token to exchange."""

    refresh_token: str


class SessionList(Model):
    """Your active sessions."""

    items: list[Session]


class Session(Model):
    """A login session."""

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


class PasswordChange(Model):
    """The current password and the new one."""

    current_password: str
    new_password: str


class UserPage(Model):
    """One page of users."""

    items: list[User]
    next_cursor: str | None
    """The `cursor` of the next page; null on the last page."""


class NewUser(Model):
    """The data of a new user."""

    email: str
    full_name: str
    password: str | Unset = UNSET
    role: UserRole | Unset = UNSET


class UserStatistics(Model):
    """How many users there are."""

    total: int
    by_role: UsersByRole
    by_status: UsersByStatus


class UsersByRole(Model):
    """How many users have each role."""

    user: int
    admin: int


class UsersByStatus(Model):
    """How many users have each status."""

    active: int
    disabled: int


class UserPatch(Model):
    """The profile fields to change."""

    email: str | Unset = UNSET
    full_name: str | Unset = UNSET


class UserReplacement(Model):
    """The whole profile."""

    email: str
    full_name: str


class UserAccess(Model):
    """A user's role and status."""

    role: UserRole
    status: UserStatus


class Ticket(Model):
    """Opens one WebSocket."""

    ticket: str
    """Send it as the query parameter `ticket`. Treat it as opaque."""
    expires_in: int
    """Its lifetime in seconds."""


class WebhookPage(Model):
    """One page of webhooks."""

    items: list[Webhook]
    next_cursor: str | None
    """The `cursor` of the next page; null on the last page."""


class Webhook(Model):
    """An endpoint that receives events."""

    id: UUID
    url: str
    events: list[WebhookEventType | str]
    status: WebhookStatus | str
    paused_because: Literal["gone", "failing"] | str | None
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

    url: str
    events: list[WebhookEventType]


class CreatedWebhook(Model):
    """A new webhook and its secret."""

    webhook: Webhook
    secret: str


class WebhookPatch(Model):
    """The members to change."""

    url: str | Unset = UNSET
    events: list[WebhookEventType] | Unset = UNSET
    status: WebhookStatus | Unset = UNSET


class RotatedWebhookSecret(Model):
    """A new secret, and when the previous one expires."""

    secret: str
    previous_secret_until: AwareDatetime


class WebhookDeliveryPage(Model):
    """One page of deliveries."""

    items: list[WebhookDelivery]
    next_cursor: str | None
    """The `cursor` of the next page; null on the last page."""


class WebhookDelivery(Model):
    """A message to a webhook."""

    id: UUID
    event: WebhookEventType | str
    status: WebhookDeliveryStatus | str
    attempts: int
    last_status: int | None
    """The status of the endpoint's last response."""
    last_error: str | None
    """Why the last attempt failed."""
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None
    """The earliest time of the next attempt; null once the delivery is finished."""
    finished_at: AwareDatetime | None
    """When the message was delivered or given up."""


class UserCreatedMessage(Model):
    """The user when it was created."""

    type: Literal["user.created"] | str
    timestamp: AwareDatetime
    """When the message was created."""
    data: User


class UserUpdatedMessage(Model):
    """The user after a change."""

    type: Literal["user.updated"] | str
    timestamp: AwareDatetime
    """When the message was created."""
    data: User


class UserDeletedMessage(Model):
    """The identifier of a deleted user."""

    type: Literal["user.deleted"] | str
    timestamp: AwareDatetime
    """When the message was created."""
    data: DeletedUser


class DeletedUser(Model):
    """A deleted account."""

    id: UUID


class Subscribe(Model):
    """Subscribe to a channel.

    The response is `subscribed` or `error`.
    """

    type: Literal["subscribe"]
    channel: str
    since: str | Unset = UNSET
    """The last sequence that the client received; later events are sent."""
    presence: bool | Unset = UNSET
    """Whether to receive the channel's `presence`, now and whenever it changes."""


class Unsubscribe(Model):
    """Unsubscribe from a channel.

    The response is `unsubscribed`.
    """

    type: Literal["unsubscribe"]
    channel: str


class Ping(Model):
    """Ask for a `pong`, to learn whether the connection still works."""

    type: Literal["ping"]


class Subscribed(Model):
    """The subscription has begun; events after `sequence` will be sent."""

    type: Literal["subscribed"]
    channel: str
    sequence: str


class Unsubscribed(Model):
    """The subscription has ended."""

    type: Literal["unsubscribed"]
    channel: str


class EventMessage(Model):
    """An event on a channel."""

    type: Literal["event"]
    channel: str
    sequence: str
    event: ChannelEvent


class UserCreatedEvent(Model):
    """An account has been created."""

    type: Literal["user.created"]
    id: int
    created_at: AwareDatetime
    data: User


class UserUpdatedEvent(Model):
    """An account has changed."""

    type: Literal["user.updated"]
    id: int
    created_at: AwareDatetime
    data: User


class UserDeletedEvent(Model):
    """An account has been deleted."""

    type: Literal["user.deleted"]
    id: int
    created_at: AwareDatetime
    data: DeletedUser


class Reset(Model):
    """Events were missed that can no longer be sent: reload your data.

    Events after `sequence` will be sent.
    """

    type: Literal["reset"]
    channel: str
    sequence: str


class Presence(Model):
    """The users who are subscribed to the channel."""

    type: Literal["presence"]
    channel: str
    users: list[UUID]


class Pong(Model):
    """The response to `ping`."""

    type: Literal["pong"]


class ErrorMessage(Model):
    """A message was refused; the socket stays open.

    `malformed`: it is not JSON. `invalid`: it does not match its schema. `rate-limited`: too many
    messages were sent. `unknown-channel`, `forbidden`, `too-many-channels`: the subscription to
    `channel` was refused.
    """

    type: Literal["error"]
    code: (
        Literal[
            "malformed",
            "invalid",
            "rate-limited",
            "unknown-channel",
            "forbidden",
            "too-many-channels",
        ]
        | str
    )
    detail: str
    channel: str | Unset = UNSET
    errors: list[ProblemError] | Unset = UNSET


class ProblemError(Model):
    """One fault of the request."""

    pointer: str
    """A JSON pointer into the body (`#/email`), or `query.limit`, `path.id`, `header.X`,
    `cookie.x`.
    """
    code: ErrorCode
    detail: str


UserRole = TypeAliasType("UserRole", "Literal['user', 'admin']")
"""Administrators (`admin`) get the scope `users:admin`."""

UserStatus = TypeAliasType("UserStatus", "Literal['active', 'disabled']")
"""Users who are `disabled` cannot log in."""

WebhookEventType = TypeAliasType(
    "WebhookEventType", "Literal['user.created', 'user.updated', 'user.deleted']"
)
"""The type of an event."""

WebhookStatus = TypeAliasType("WebhookStatus", "Literal['active', 'paused']")
"""Nothing is sent to a webhook that is `paused`."""

WebhookDeliveryStatus = TypeAliasType(
    "WebhookDeliveryStatus", "Literal['pending', 'delivered', 'failed']"
)
"""A `pending` delivery will be attempted, for the first time or again."""

ClientMessage = TypeAliasType("ClientMessage", "Subscribe | Unsubscribe | Ping")
"""A message from a client."""

ChannelEvent = TypeAliasType(
    "ChannelEvent",
    "UserCreatedEvent | UserUpdatedEvent | UserDeletedEvent | Annotated[dict[str, Any], unknown('type', 'user.created', 'user.updated', 'user.deleted')]",
)
"""An event."""

ErrorCode = TypeAliasType(
    "ErrorCode",
    "Literal['additionalProperties', 'anyOf', 'const', 'contains', 'contentType', 'duplicate', 'enum', 'exclusiveMaximum', 'exclusiveMinimum', 'falseSchema', 'format', 'headers', 'maxItems', 'maxLength', 'maxProperties', 'maximum', 'minItems', 'minLength', 'minProperties', 'minimum', 'multipleOf', 'not', 'oneOf', 'pattern', 'propertyNames', 'readOnly', 'required', 'schema', 'style', 'type', 'unevaluatedItems', 'unevaluatedProperties', 'uniqueItems', 'unknown', 'unsupported', 'writeOnly', 'xml'] | str",
)
"""A machine-readable code. Most name the schema keyword that a value breaks."""

ServerMessage = TypeAliasType(
    "ServerMessage",
    "Subscribed | Unsubscribed | EventMessage | Reset | Presence | Pong | ErrorMessage | Annotated[dict[str, Any], unknown('type', 'subscribed', 'unsubscribed', 'event', 'reset', 'presence', 'pong', 'error')]",
)
"""A message to a client."""
