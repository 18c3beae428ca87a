"""Webhooks and callbacks: requests that this API sends.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from typing import Protocol

from . import models


class UsersWebhookSender(Protocol):
    """One method for each of them.

    It returns what the receiver answered; `url` is where a callback goes to.
    """

    async def user_created(self, *, body: models.UserCreatedMessage) -> None:
        """POST webhook user.created: A user has been created."""

    async def user_updated(self, *, body: models.UserUpdatedMessage) -> None:
        """POST webhook user.updated: A user has changed."""

    async def user_deleted(self, *, body: models.UserDeletedMessage) -> None:
        """POST webhook user.deleted: A user has been deleted."""
