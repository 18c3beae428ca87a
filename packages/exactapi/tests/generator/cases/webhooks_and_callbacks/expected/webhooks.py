"""Webhooks and callbacks: requests that this API sends.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from exactapi.runtime import Result

from . import models


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPetOK(Result):
    """200: The receiver's opinion of the pet."""

    status: ClassVar[Literal[200]] = 200
    media_type: ClassVar = "application/json"

    body: models.NewPetOKResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPetAccepted(Result):
    """202: Later."""

    status: ClassVar[Literal[202]] = 202
    headers: ClassVar = {"Retry-After": "retry_after"}

    retry_after: int


class WebhookSender(Protocol):
    """One method for each of them.

    It returns what the receiver answered; `url` is where a callback goes to.
    """

    async def new_pet(self, *, body: models.Pet) -> NewPetOK | NewPetAccepted:
        """POST webhook newPet.

        Sent to whoever listens.
        """

    async def pet_sold(
        self, *, url: str, x_signature: str, url_query: bool = False, body: models.PetSoldRequest
    ) -> None:
        """POST callback petSold: A pet was sold.

        The document finds its URL by `{$request.body#/url}`.
        """


class LostPetsWebhookSender(Protocol):
    """One method for each of them.

    It returns what the receiver answered; `url` is where a callback goes to.
    """

    async def pet_is_gone(self) -> None:
        """DELETE webhook pet.gone: Without any content.

        Deprecated.
        """
