"""Webhooks over HTTP: between the document's models and the service."""

from __future__ import annotations

from uuid import UUID

from generated import models
from generated.routers.webhooks import GET_WEBHOOK, CreateWebhookCreated
from impl.context import Context
from impl.features.webhooks.deliveries import Delivery
from impl.features.webhooks.repository import Webhook
from impl.features.webhooks.service import WebhookService


class Webhooks:
    """Implements `generated.routers.webhooks.WebhooksHandlers`."""

    def __init__(self, context: Context) -> None:
        self._service = WebhookService(context.unit_of_work, context.resources)
        self._cursors = context.resources.cursors

    async def list_webhooks(
        self, *, limit: int = 20, cursor: str | None = None
    ) -> models.WebhookPage:
        listed = "listWebhooks"
        webhooks, last = await self._service.page(limit=limit, after=self._after(listed, cursor))
        return models.WebhookPage.model_validate(
            {"items": webhooks, "next_cursor": self._next(listed, last)}, from_attributes=True
        )

    async def create_webhook(self, *, body: models.NewWebhook) -> CreateWebhookCreated:
        webhook, secret = await self._service.create(url=body.url, events=body.events)
        return CreateWebhookCreated(
            body=models.CreatedWebhook(webhook=_model(webhook), secret=secret),
            location=GET_WEBHOOK.path.format(id=webhook.id),
        )

    async def get_webhook(self, *, id: UUID) -> models.Webhook:
        return _model(await self._service.get(id))

    async def update_webhook(self, *, id: UUID, body: models.WebhookPatch) -> models.Webhook:
        return _model(await self._service.update(id, **body.model_dump()))

    async def delete_webhook(self, *, id: UUID) -> None:
        await self._service.delete(id)

    async def rotate_webhook_secret(self, *, id: UUID) -> models.RotatedWebhookSecret:
        secret, until = await self._service.rotate_secret(id)
        return models.RotatedWebhookSecret(secret=secret, previous_secret_until=until)

    async def list_webhook_deliveries(
        self,
        *,
        id: UUID,
        limit: int = 20,
        cursor: str | None = None,
        status: models.WebhookDeliveryStatus | None = None,
    ) -> models.WebhookDeliveryPage:
        listed = f"listWebhookDeliveries {id} {status or ''}"
        deliveries, last = await self._service.deliveries(
            id, limit=limit, status=status, after=self._after(listed, cursor)
        )
        return models.WebhookDeliveryPage.model_validate(
            {"items": deliveries, "next_cursor": self._next(listed, last)}, from_attributes=True
        )

    async def redeliver_webhook(self, *, id: UUID, delivery_id: UUID) -> models.WebhookDelivery:
        delivery = await self._service.redeliver(delivery_id, id)
        return models.WebhookDelivery.model_validate(delivery, from_attributes=True)

    def _after(self, listed: str, cursor: str | None) -> UUID | None:
        return UUID(self._cursors.verify(listed, cursor)[0]) if cursor else None

    def _next(self, listed: str, last: Webhook | Delivery | None) -> str | None:
        return None if last is None else self._cursors.sign(listed, [last.id])


def _model(webhook: Webhook) -> models.Webhook:
    return models.Webhook.model_validate(webhook, from_attributes=True)
