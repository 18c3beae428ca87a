"""Operations tagged `webhooks`.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final
from uuid import UUID

from .. import models, problems
from .._runtime.client.async_client import AsyncCalls
from .._runtime.client.sync_client import SyncCalls
from .._runtime.model import UNSET, Unset
from .._runtime.operation import Body, DeclaredResponse, Operation, Parameter
from .._runtime.request.options import DEFAULTS, CallOptions
from .._runtime.response.pages import async_pages, pages

LIST_WEBHOOKS: Final[Operation[models.WebhookPage]] = Operation(
    "listWebhooks",
    "GET",
    "/api/v1/webhooks",
    parameters=(
        Parameter("query", "limit", "limit", "form", explode=True),
        Parameter("query", "cursor", "cursor", "form", explode=True),
    ),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.WebhookPage),
        DeclaredResponse("400", "application/problem+json", "json", error=problems.InvalidCursor),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

CREATE_WEBHOOK: Final[Operation[models.CreatedWebhook]] = Operation(
    "createWebhook",
    "POST",
    "/api/v1/webhooks",
    bodies=(Body("application/json", "json"),),
    responses=(
        DeclaredResponse("201", "application/json", "json", models.CreatedWebhook),
        DeclaredResponse(
            "400", "application/problem+json", "json", error=problems.WebhookUrlRefused
        ),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

GET_WEBHOOK: Final[Operation[models.Webhook]] = Operation(
    "getWebhook",
    "GET",
    "/api/v1/webhooks/{id}",
    parameters=(Parameter("path", "id", "id", "simple"),),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.Webhook),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.WebhookNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

UPDATE_WEBHOOK: Final[Operation[models.Webhook]] = Operation(
    "updateWebhook",
    "PATCH",
    "/api/v1/webhooks/{id}",
    parameters=(Parameter("path", "id", "id", "simple"),),
    bodies=(
        Body("application/merge-patch+json", "json"),
        Body("application/json", "json"),
    ),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.Webhook),
        DeclaredResponse(
            "400", "application/problem+json", "json", error=problems.WebhookUrlRefused
        ),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.WebhookNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

DELETE_WEBHOOK: Final[Operation[None]] = Operation(
    "deleteWebhook",
    "DELETE",
    "/api/v1/webhooks/{id}",
    parameters=(Parameter("path", "id", "id", "simple"),),
    responses=(
        DeclaredResponse("204"),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.WebhookNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

ROTATE_WEBHOOK_SECRET: Final[Operation[models.RotatedWebhookSecret]] = Operation(
    "rotateWebhookSecret",
    "POST",
    "/api/v1/webhooks/{id}/secret",
    parameters=(Parameter("path", "id", "id", "simple"),),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.RotatedWebhookSecret),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.WebhookNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

LIST_WEBHOOK_DELIVERIES: Final[Operation[models.WebhookDeliveryPage]] = Operation(
    "listWebhookDeliveries",
    "GET",
    "/api/v1/webhooks/{id}/deliveries",
    parameters=(
        Parameter("path", "id", "id", "simple"),
        Parameter("query", "limit", "limit", "form", explode=True),
        Parameter("query", "cursor", "cursor", "form", explode=True),
        Parameter("query", "status", "status", "form", explode=True),
    ),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.WebhookDeliveryPage),
        DeclaredResponse("400", "application/problem+json", "json", error=problems.InvalidCursor),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.WebhookNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

REDELIVER_WEBHOOK: Final[Operation[models.WebhookDelivery]] = Operation(
    "redeliverWebhook",
    "POST",
    "/api/v1/webhooks/{id}/deliveries/{delivery_id}/redeliver",
    parameters=(
        Parameter("path", "id", "id", "simple"),
        Parameter("path", "delivery_id", "delivery_id", "simple"),
    ),
    responses=(
        DeclaredResponse("202", "application/json", "json", models.WebhookDelivery),
        DeclaredResponse(
            "404", "application/problem+json", "json", error=problems.WebhookDeliveryNotFound
        ),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)


class Webhooks:
    """One method for each of the operations tagged `webhooks`."""

    def __init__(self, calls: SyncCalls) -> None:
        self._calls = calls

    def list_webhooks(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.WebhookPage:
        """GET /api/v1/webhooks: List webhooks.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
        """
        return self._calls.call(LIST_WEBHOOKS, {"limit": limit, "cursor": cursor}, options=options)

    def iter_list_webhooks(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> Iterator[models.Webhook]:
        """Iterate over the items of all pages of `list_webhooks`; each is read when needed."""
        return pages(
            lambda cursor: self.list_webhooks(cursor=cursor, limit=limit, options=options),
            lambda page: page.items,
            lambda page: page.next_cursor,
            cursor,
        )

    def create_webhook(
        self, *, body: models.NewWebhook, options: CallOptions = DEFAULTS
    ) -> models.CreatedWebhook:
        """POST /api/v1/webhooks: Create a webhook.

        From now on, each of these events is sent to the URL as a POST, signed with the secret in
        the response (Standard Webhooks 1.0). The secret is not shown again.

        Raises:
            problems.WebhookUrlRefused: The URL does not lead to a public server on the Internet
                (400).
        """
        return self._calls.call(CREATE_WEBHOOK, {}, body, options=options)

    def get_webhook(self, *, id: UUID, options: CallOptions = DEFAULTS) -> models.Webhook:
        """GET /api/v1/webhooks/{id}: Read a webhook.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return self._calls.call(GET_WEBHOOK, {"id": id}, options=options)

    def update_webhook(
        self, *, id: UUID, body: models.WebhookPatch, options: CallOptions = DEFAULTS
    ) -> models.Webhook:
        """PATCH /api/v1/webhooks/{id}: Change a webhook.

        The status `active` resumes a paused webhook: its pending deliveries are sent. Events that
        happen while it is paused are not delivered.

        Raises:
            problems.WebhookUrlRefused: The URL does not lead to a public server on the Internet
                (400).
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return self._calls.call(UPDATE_WEBHOOK, {"id": id}, body, options=options)

    def delete_webhook(self, *, id: UUID, options: CallOptions = DEFAULTS) -> None:
        """DELETE /api/v1/webhooks/{id}: Delete a webhook.

        Its pending deliveries are not sent.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return self._calls.call(DELETE_WEBHOOK, {"id": id}, options=options)

    def rotate_webhook_secret(
        self, *, id: UUID, options: CallOptions = DEFAULTS
    ) -> models.RotatedWebhookSecret:
        """POST /api/v1/webhooks/{id}/secret: Replace a webhook's secret.

        For one day, messages carry two signatures: one by the new secret and one by the previous
        secret. The new secret is not shown again.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return self._calls.call(ROTATE_WEBHOOK_SECRET, {"id": id}, options=options)

    def list_webhook_deliveries(
        self,
        *,
        id: UUID,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        status: models.WebhookDeliveryStatus | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.WebhookDeliveryPage:
        """GET /api/v1/webhooks/{id}/deliveries: List a webhook's deliveries.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return self._calls.call(
            LIST_WEBHOOK_DELIVERIES,
            {"id": id, "limit": limit, "cursor": cursor, "status": status},
            options=options,
        )

    def iter_list_webhook_deliveries(
        self,
        *,
        id: UUID,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        status: models.WebhookDeliveryStatus | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> Iterator[models.WebhookDelivery]:
        """Iterate over the items of all pages of `list_webhook_deliveries`; each is read when needed."""
        return pages(
            lambda cursor: self.list_webhook_deliveries(
                cursor=cursor, id=id, limit=limit, status=status, options=options
            ),
            lambda page: page.items,
            lambda page: page.next_cursor,
            cursor,
        )

    def redeliver_webhook(
        self, *, id: UUID, delivery_id: UUID, options: CallOptions = DEFAULTS
    ) -> models.WebhookDelivery:
        """POST /api/v1/webhooks/{id}/deliveries/{delivery_id}/redeliver.

        Deliver a message again.

        Sends the same message with the same `webhook-id` as soon as possible.

        Raises:
            problems.WebhookDeliveryNotFound: The webhook has no such delivery, or there is no such
                webhook (404).
        """
        return self._calls.call(
            REDELIVER_WEBHOOK, {"id": id, "delivery_id": delivery_id}, options=options
        )


class AsyncWebhooks:
    """One method for each of the operations tagged `webhooks`."""

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    async def list_webhooks(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.WebhookPage:
        """GET /api/v1/webhooks: List webhooks.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
        """
        return await self._calls.call(
            LIST_WEBHOOKS, {"limit": limit, "cursor": cursor}, options=options
        )

    def iter_list_webhooks(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> AsyncIterator[models.Webhook]:
        """Iterate over the items of all pages of `list_webhooks`; each is read when needed."""
        return async_pages(
            lambda cursor: self.list_webhooks(cursor=cursor, limit=limit, options=options),
            lambda page: page.items,
            lambda page: page.next_cursor,
            cursor,
        )

    async def create_webhook(
        self, *, body: models.NewWebhook, options: CallOptions = DEFAULTS
    ) -> models.CreatedWebhook:
        """POST /api/v1/webhooks: Create a webhook.

        From now on, each of these events is sent to the URL as a POST, signed with the secret in
        the response (Standard Webhooks 1.0). The secret is not shown again.

        Raises:
            problems.WebhookUrlRefused: The URL does not lead to a public server on the Internet
                (400).
        """
        return await self._calls.call(CREATE_WEBHOOK, {}, body, options=options)

    async def get_webhook(self, *, id: UUID, options: CallOptions = DEFAULTS) -> models.Webhook:
        """GET /api/v1/webhooks/{id}: Read a webhook.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return await self._calls.call(GET_WEBHOOK, {"id": id}, options=options)

    async def update_webhook(
        self, *, id: UUID, body: models.WebhookPatch, options: CallOptions = DEFAULTS
    ) -> models.Webhook:
        """PATCH /api/v1/webhooks/{id}: Change a webhook.

        The status `active` resumes a paused webhook: its pending deliveries are sent. Events that
        happen while it is paused are not delivered.

        Raises:
            problems.WebhookUrlRefused: The URL does not lead to a public server on the Internet
                (400).
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return await self._calls.call(UPDATE_WEBHOOK, {"id": id}, body, options=options)

    async def delete_webhook(self, *, id: UUID, options: CallOptions = DEFAULTS) -> None:
        """DELETE /api/v1/webhooks/{id}: Delete a webhook.

        Its pending deliveries are not sent.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return await self._calls.call(DELETE_WEBHOOK, {"id": id}, options=options)

    async def rotate_webhook_secret(
        self, *, id: UUID, options: CallOptions = DEFAULTS
    ) -> models.RotatedWebhookSecret:
        """POST /api/v1/webhooks/{id}/secret: Replace a webhook's secret.

        For one day, messages carry two signatures: one by the new secret and one by the previous
        secret. The new secret is not shown again.

        Raises:
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return await self._calls.call(ROTATE_WEBHOOK_SECRET, {"id": id}, options=options)

    async def list_webhook_deliveries(
        self,
        *,
        id: UUID,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        status: models.WebhookDeliveryStatus | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.WebhookDeliveryPage:
        """GET /api/v1/webhooks/{id}/deliveries: List a webhook's deliveries.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
            problems.WebhookNotFound: There is no such webhook (404).
        """
        return await self._calls.call(
            LIST_WEBHOOK_DELIVERIES,
            {"id": id, "limit": limit, "cursor": cursor, "status": status},
            options=options,
        )

    def iter_list_webhook_deliveries(
        self,
        *,
        id: UUID,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        status: models.WebhookDeliveryStatus | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> AsyncIterator[models.WebhookDelivery]:
        """Iterate over the items of all pages of `list_webhook_deliveries`; each is read when needed."""
        return async_pages(
            lambda cursor: self.list_webhook_deliveries(
                cursor=cursor, id=id, limit=limit, status=status, options=options
            ),
            lambda page: page.items,
            lambda page: page.next_cursor,
            cursor,
        )

    async def redeliver_webhook(
        self, *, id: UUID, delivery_id: UUID, options: CallOptions = DEFAULTS
    ) -> models.WebhookDelivery:
        """POST /api/v1/webhooks/{id}/deliveries/{delivery_id}/redeliver.

        Deliver a message again.

        Sends the same message with the same `webhook-id` as soon as possible.

        Raises:
            problems.WebhookDeliveryNotFound: The webhook has no such delivery, or there is no such
                webhook (404).
        """
        return await self._calls.call(
            REDELIVER_WEBHOOK, {"id": id, "delivery_id": delivery_id}, options=options
        )
