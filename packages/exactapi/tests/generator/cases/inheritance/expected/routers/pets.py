"""Operations tagged `pets`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `PetsHandlers` in impl/features/pets/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext

from .. import models


class PetsHandlers(Protocol):
    """One method for each of the operations tagged `pets`."""

    async def adopt(self, *, body: models.Pet) -> list[models.Pet]:
        """POST /pets.

        Public. Answers 200.
        """

    async def happen(self, *, body: models.Event) -> None:
        """POST /events.

        Public. Answers 204.
        """


ADOPT = Operation(
    id="adopt",
    method="POST",
    path="/pets",
    handler="adopt",
    body={"application/json": models.Pet},
    success=200,
)

HAPPEN = Operation(
    id="happen",
    method="POST",
    path="/events",
    handler="happen",
    body={"application/json": models.Event},
    success=204,
)


def pets_router(handlers: Callable[[RequestContext], PetsHandlers]) -> ContractRouter:
    """Routes for the operations tagged `pets`; one handler object per request."""
    return ContractRouter(
        "pets",
        handlers,
        [ADOPT, HAPPEN],
    )
