"""Operations tagged `models`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `ModelsHandlers` in impl/features/models/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext

from .. import models


class ModelsHandlers(Protocol):
    """One method for each of the operations tagged `models`."""

    async def get_pets(self) -> models.Model3dModel:
        """GET /pets.

        Public. Answers 200.
        """

    async def get_pets_2(self) -> models.Any2:
        """POST /pets.

        Public. Answers 200.
        """


GET_PETS = Operation(id="get-pets", method="GET", path="/pets", handler="get_pets", success=200)

GET_PETS_2 = Operation(
    id="get_pets", method="POST", path="/pets", handler="get_pets_2", success=200
)


def models_router(handlers: Callable[[RequestContext], ModelsHandlers]) -> ContractRouter:
    """Routes for the operations tagged `models`; one handler object per request."""
    return ContractRouter(
        "models",
        handlers,
        [GET_PETS, GET_PETS_2],
    )
