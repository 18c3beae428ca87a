"""Operations tagged `pets`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `PetsHandlers` in impl/features/pets/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from exactapi.runtime import ContractRouter, Limit, Operation, Owner, Parameter, RequestContext


class PetsHandlers(Protocol):
    """One method for each of the operations tagged `pets`."""

    async def get_pet(self, *, pet_id: UUID) -> None:
        """GET /pets/{pet-id}."""

    async def delete_pet(self, *, pet_id: UUID) -> None:
        """DELETE /pets/{pet-id}."""


GET_PET = Operation(
    id="getPet",
    method="GET",
    path="/pets/{pet-id}",
    pointer="/paths/~1pets~1{pet-id}/get",
    handler="get_pet",
    parameters=(Parameter("path", "pet-id", "pet_id", UUID),),
    security=({"key": ()},),
    limits=(Limit(name="default", limit=600, window=60),),
    owner=Owner("pet_id", unless="pets:read"),
    success=204,
)

DELETE_PET = Operation(
    id="deletePet",
    method="DELETE",
    path="/pets/{pet-id}",
    pointer="/paths/~1pets~1{pet-id}/delete",
    handler="delete_pet",
    parameters=(Parameter("path", "pet-id", "pet_id", UUID),),
    security=({"key": ()},),
    limits=(
        Limit(name="deletePet", limit=10, window=60),
        Limit(name="all", limit=1000, window=1, by="operation"),
    ),
    owner=Owner("pet_id", denied=404),
    success=204,
)


def pets_router(handlers: Callable[[RequestContext], PetsHandlers]) -> ContractRouter:
    """Routes for the operations tagged `pets`; one handler object per request."""
    router = ContractRouter(tags=["pets"])
    router.add(GET_PET, handlers)
    router.add(DELETE_PET, handlers)
    return router
