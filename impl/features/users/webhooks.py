"""What webhooks are told of users."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from generated import models
from impl.events.consumers import Consumer
from impl.features.users.events import UserCreated, UserDeleted, UserUpdated
from impl.features.webhooks.service import WebhookService
from impl.resources import Resources
from impl.storage import UnitOfWork

if TYPE_CHECKING:  # while a document without webhooks is tried, the service is to start
    from generated.webhooks import UsersWebhookSender


class UserWebhooks:
    """Implements `generated.webhooks.UsersWebhookSender`: messages go to all who listen, later."""

    def __init__(self, service: WebhookService) -> None:
        self._service = service

    async def user_created(self, *, body: models.UserCreatedMessage) -> None:
        await self._service.send(body.type, body.model_dump_json())

    async def user_updated(self, *, body: models.UserUpdatedMessage) -> None:
        await self._service.send(body.type, body.model_dump_json())

    async def user_deleted(self, *, body: models.UserDeletedMessage) -> None:
        await self._service.send(body.type, body.model_dump_json())


async def _tell(
    event: UserCreated | UserUpdated | UserDeleted, work: UnitOfWork, resources: Resources
) -> None:
    sender: UsersWebhookSender = UserWebhooks(WebhookService(work, resources))
    now = datetime.now(UTC)
    match event:
        case UserCreated():
            await sender.user_created(
                body=models.UserCreatedMessage(type=event.type, timestamp=now, data=_user(event))
            )
        case UserUpdated():
            await sender.user_updated(
                body=models.UserUpdatedMessage(type=event.type, timestamp=now, data=_user(event))
            )
        case UserDeleted():
            await sender.user_deleted(
                body=models.UserDeletedMessage(
                    type=event.type, timestamp=now, data=models.DeletedUser(id=event.id)
                )
            )


def _user(event: UserCreated | UserUpdated) -> models.User:
    return models.User.model_validate(event, from_attributes=True)


TELL_WEBHOOKS: Final = Consumer("tell-webhooks", [UserCreated, UserUpdated, UserDeleted], _tell)
"""The deliveries are committed with the consumer's progress, so each is there exactly once."""
