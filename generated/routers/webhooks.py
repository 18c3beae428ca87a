"""Operations tagged `webhooks`.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `WebhooksHandlers` in impl/features/webhooks/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import (
    ContractRouter,
    Limit,
    Operation,
    RequestContext,
    Result,
    SecurityRequirements,
    path,
    query,
)

from .. import models, problems

DEFAULT_LIMIT = Limit(name="default", limit=600, window=60)
WEBHOOKS_READ: SecurityRequirements = (
    {"bearerAuth": ("webhooks:read",)},
    {"oauth2": ("webhooks:read",)},
)
WEBHOOKS_WRITE: SecurityRequirements = (
    {"bearerAuth": ("webhooks:write",)},
    {"oauth2": ("webhooks:write",)},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWebhookCreated(Result):
    """201: The webhook has been created."""

    status: ClassVar[Literal[201]] = 201
    media_type: ClassVar = "application/json"
    headers: ClassVar = {"Location": "location"}

    body: models.CreatedWebhook
    location: str


class WebhooksHandlers(Protocol):
    """One method for each of the operations tagged `webhooks`."""

    async def list_webhooks(
        self, *, limit: int = 20, cursor: str | None = None
    ) -> models.WebhookPage:
        """GET /api/v1/webhooks: List webhooks.

        Requires `webhooks:read` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
        """

    async def create_webhook(self, *, body: models.NewWebhook) -> CreateWebhookCreated:
        """POST /api/v1/webhooks: Create a webhook.

        From now on, each of these events is sent to the URL as a POST, signed with the secret in
        the response (Standard Webhooks 1.0). The secret is not shown again.

        Requires `webhooks:write` (bearerAuth or oauth2). Answers 201.

        Raises:
            problems.WebhookUrlRefused: The URL does not lead to a public server on the Internet
                (400).
        """

    async def get_webhook(self, *, id: UUID) -> models.Webhook:
        """GET /api/v1/webhooks/{id}: Read a webhook.

        Requires `webhooks:read` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """

    async def update_webhook(self, *, id: UUID, body: models.WebhookPatch) -> models.Webhook:
        """PATCH /api/v1/webhooks/{id}: Change a webhook.

        The status `active` resumes a paused webhook: its pending deliveries are sent. Events that
        happen while it is paused are not delivered.

        Requires `webhooks:write` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.WebhookUrlRefused: The URL does not lead to a public server on the Internet
                (400).
            problems.WebhookNotFound: There is no such webhook (404).
        """

    async def delete_webhook(self, *, id: UUID) -> None:
        """DELETE /api/v1/webhooks/{id}: Delete a webhook.

        Its pending deliveries are not sent.

        Requires `webhooks:write` (bearerAuth or oauth2). Answers 204.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """

    async def rotate_webhook_secret(self, *, id: UUID) -> models.RotatedWebhookSecret:
        """POST /api/v1/webhooks/{id}/secret: Replace a webhook's secret.

        For one day, messages carry two signatures: one by the new secret and one by the previous
        secret. The new secret is not shown again.

        Requires `webhooks:write` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """

    async def list_webhook_deliveries(
        self,
        *,
        id: UUID,
        limit: int = 20,
        cursor: str | None = None,
        status: models.WebhookDeliveryStatus | None = None,
    ) -> models.WebhookDeliveryPage:
        """GET /api/v1/webhooks/{id}/deliveries: List a webhook's deliveries.

        Requires `webhooks:read` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
            problems.WebhookNotFound: There is no such webhook (404).
        """

    async def redeliver_webhook(self, *, id: UUID, delivery_id: UUID) -> models.WebhookDelivery:
        """POST /api/v1/webhooks/{id}/deliveries/{delivery_id}/redeliver.

        Deliver a message again.

        Sends the same message with the same `webhook-id` as soon as possible.

        Requires `webhooks:write` (bearerAuth or oauth2). Answers 202.

        Raises:
            problems.WebhookDeliveryNotFound: The webhook has no such delivery, or there is no such
                webhook (404).
        """


LIST_WEBHOOKS = Operation(
    id="listWebhooks",
    method="GET",
    path="/api/v1/webhooks",
    handler="list_webhooks",
    parameters=(query("limit"), query("cursor")),
    security=WEBHOOKS_READ,
    limits=(DEFAULT_LIMIT,),
    success=200,
    problems=(problems.InvalidCursor,),
)

CREATE_WEBHOOK = Operation(
    id="createWebhook",
    method="POST",
    path="/api/v1/webhooks",
    handler="create_webhook",
    body={"application/json": models.NewWebhook},
    security=WEBHOOKS_WRITE,
    limits=(DEFAULT_LIMIT,),
    results=(CreateWebhookCreated,),
    problems=(problems.WebhookUrlRefused,),
)

GET_WEBHOOK = Operation(
    id="getWebhook",
    method="GET",
    path="/api/v1/webhooks/{id}",
    handler="get_webhook",
    parameters=(path("id", UUID),),
    security=WEBHOOKS_READ,
    limits=(DEFAULT_LIMIT,),
    success=200,
    problems=(problems.WebhookNotFound,),
)

UPDATE_WEBHOOK = Operation(
    id="updateWebhook",
    method="PATCH",
    path="/api/v1/webhooks/{id}",
    handler="update_webhook",
    parameters=(path("id", UUID),),
    body={
        "application/merge-patch+json": models.WebhookPatch,
        "application/json": models.WebhookPatch,
    },
    security=WEBHOOKS_WRITE,
    limits=(DEFAULT_LIMIT,),
    success=200,
    problems=(problems.WebhookUrlRefused, problems.WebhookNotFound),
)

DELETE_WEBHOOK = Operation(
    id="deleteWebhook",
    method="DELETE",
    path="/api/v1/webhooks/{id}",
    handler="delete_webhook",
    parameters=(path("id", UUID),),
    security=WEBHOOKS_WRITE,
    limits=(DEFAULT_LIMIT,),
    success=204,
    problems=(problems.WebhookNotFound,),
)

ROTATE_WEBHOOK_SECRET = Operation(
    id="rotateWebhookSecret",
    method="POST",
    path="/api/v1/webhooks/{id}/secret",
    handler="rotate_webhook_secret",
    parameters=(path("id", UUID),),
    security=WEBHOOKS_WRITE,
    limits=(DEFAULT_LIMIT,),
    success=200,
    problems=(problems.WebhookNotFound,),
)

LIST_WEBHOOK_DELIVERIES = Operation(
    id="listWebhookDeliveries",
    method="GET",
    path="/api/v1/webhooks/{id}/deliveries",
    handler="list_webhook_deliveries",
    parameters=(path("id", UUID), query("limit"), query("cursor"), query("status")),
    security=WEBHOOKS_READ,
    limits=(DEFAULT_LIMIT,),
    success=200,
    problems=(problems.InvalidCursor, problems.WebhookNotFound),
)

REDELIVER_WEBHOOK = Operation(
    id="redeliverWebhook",
    method="POST",
    path="/api/v1/webhooks/{id}/deliveries/{delivery_id}/redeliver",
    handler="redeliver_webhook",
    parameters=(path("id", UUID), path("delivery_id", UUID)),
    security=WEBHOOKS_WRITE,
    limits=(DEFAULT_LIMIT,),
    success=202,
    problems=(problems.WebhookDeliveryNotFound,),
)


def webhooks_router(handlers: Callable[[RequestContext], WebhooksHandlers]) -> ContractRouter:
    """Routes for the operations tagged `webhooks`; one handler object per request."""
    return ContractRouter(
        "webhooks",
        handlers,
        [
            LIST_WEBHOOKS,
            CREATE_WEBHOOK,
            GET_WEBHOOK,
            UPDATE_WEBHOOK,
            DELETE_WEBHOOK,
            ROTATE_WEBHOOK_SECRET,
            LIST_WEBHOOK_DELIVERIES,
            REDELIVER_WEBHOOK,
        ],
    )
