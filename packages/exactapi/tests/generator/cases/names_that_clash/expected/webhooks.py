"""Webhooks and callbacks: requests that this API sends.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from typing import Protocol

from . import models


class WebhookSender(Protocol):
    """One method for each of them.

    It returns what the receiver answered; `url` is where a callback goes to.
    """

    async def list_(self, *, body: models.List | None = None) -> None:
        """POST webhook list."""

    async def models_(self, *, body: models.List | None = None) -> None:
        """POST webhook models."""

    async def next(self, *, body: list[models.List] | None = None) -> None:
        """POST webhook next."""
