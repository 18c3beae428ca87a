"""What happens to webhooks, for others to know."""

from typing import ClassVar
from uuid import UUID

from impl.events.event import Event
from impl.features.webhooks.tables import Cause


class WebhookPaused(Event):
    """The service has stopped sending to a webhook, until somebody makes it active again."""

    type: ClassVar[str] = "webhook.paused"
    id: UUID
    because: Cause

    @property
    def key(self) -> str:
        return f"webhook:{self.id}"
