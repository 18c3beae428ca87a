"""The rules of webhooks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from impl.features.webhooks.deliveries import Delivery, DeliveryRepository
from impl.features.webhooks.errors import WebhookDeliveryNotFound, WebhookNotFound
from impl.features.webhooks.repository import Webhook, WebhookRepository
from impl.features.webhooks.signing import secret_of
from impl.features.webhooks.tables import DeliveryStatus, Status
from impl.features.webhooks.urls import check_url
from impl.resources import Resources
from impl.storage import UnitOfWork

OVERLAP: Final = timedelta(days=1)
"""How long a secret holds beside the one that replaced it."""


class WebhookService:
    def __init__(self, unit_of_work: UnitOfWork, resources: Resources) -> None:
        self._webhooks = WebhookRepository(unit_of_work)
        self._deliveries = DeliveryRepository(unit_of_work)
        self._secret = resources.settings.webhook_secret_key.get_secret_value()
        self._allow_private = resources.settings.webhook_allow_private

    async def get(self, id: UUID) -> Webhook:
        """Return a webhook.

        Raises:
            WebhookNotFound: there is no such webhook.
        """
        return _found(await self._webhooks.get(id))

    async def page(self, *, limit: int, after: UUID | None) -> tuple[list[Webhook], Webhook | None]:
        """Return the webhooks after `after`, and the last of them if more follow."""
        webhooks = await self._webhooks.page(limit=limit + 1, after=after)
        return webhooks[:limit], webhooks[limit - 1] if len(webhooks) > limit else None

    async def create(self, *, url: str, events: Sequence[str]) -> tuple[Webhook, str]:
        """Create a webhook; return it and its secret.

        Raises:
            WebhookUrlRefused: the URL leads to no public server.
        """
        check_url(url, allow_private=self._allow_private)
        webhook = await self._webhooks.add(url=url, events=events)
        return webhook, self._secret_of(webhook)

    async def update(self, id: UUID, *, status: Status | None = None, **changes: Any) -> Webhook:
        """Change `url`, `events` or the status; activity begins without a memory of failures.

        Raises:
            WebhookNotFound: there is no such webhook.
            WebhookUrlRefused: the URL leads to no public server.
        """
        if "url" in changes:
            check_url(changes["url"], allow_private=self._allow_private)
        if status is not None:
            changes |= {"status": status, "paused_because": None, "failing_since": None}
        return _found(await self._webhooks.change(id, **changes))

    async def delete(self, id: UUID) -> None:
        """Delete a webhook, and what waits for it.

        Raises:
            WebhookNotFound: there is no such webhook.
        """
        if not await self._webhooks.delete(id):
            raise WebhookNotFound

    async def rotate_secret(self, id: UUID) -> tuple[str, datetime]:
        """Replace a secret; return the new one, and until when the one before holds.

        Raises:
            WebhookNotFound: there is no such webhook.
        """
        webhook = _found(await self._webhooks.rotate(id, OVERLAP))
        if webhook.previous_secret_until is None:
            raise RuntimeError("the overlap of secrets lies in the past")
        return self._secret_of(webhook), webhook.previous_secret_until

    async def deliveries(
        self, id: UUID, *, limit: int, status: DeliveryStatus | None, after: UUID | None
    ) -> tuple[list[Delivery], Delivery | None]:
        """Return the deliveries of a webhook after `after`, and the last of them if more follow.

        Raises:
            WebhookNotFound: there is no such webhook.
        """
        await self.get(id)
        found = await self._deliveries.page(id, limit=limit + 1, status=status, after=after)
        return found[:limit], found[limit - 1] if len(found) > limit else None

    async def redeliver(self, id: UUID, webhook: UUID) -> Delivery:
        """Have a message sent again.

        Raises:
            WebhookDeliveryNotFound: the webhook has no such delivery.
        """
        delivery = await self._deliveries.again(id, webhook)
        if delivery is None:
            raise WebhookDeliveryNotFound
        return delivery

    async def send(self, event: str, body: str) -> None:
        """Have a message sent to all who are told of the event, once this is committed."""
        webhooks = await self._webhooks.listening(event)
        if webhooks:
            await self._deliveries.add(webhooks, event, body)

    def _secret_of(self, webhook: Webhook) -> str:
        return secret_of(self._secret, webhook.id, webhook.secret_version)


def _found(webhook: Webhook | None) -> Webhook:
    if webhook is None:
        raise WebhookNotFound
    return webhook
