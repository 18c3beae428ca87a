"""Operations tagged `pets`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `PetsHandlers` in impl/features/pets/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from exactapi.runtime import (
    Cache,
    ContractRouter,
    ETag,
    Idempotency,
    Limit,
    Operation,
    Owner,
    RequestContext,
    SecurityRequirements,
    path,
)

KEY: SecurityRequirements = ({"key": ()},)


class PetsHandlers(Protocol):
    """One method for each of the operations tagged `pets`."""

    async def get_pet(self, *, pet_id: UUID) -> None:
        """GET /pets/{pet-id}.

        Requires key, and `pets:read` where `pet_id` is not the caller. Answers 200.
        """

    async def delete_pet(self, *, pet_id: UUID) -> None:
        """DELETE /pets/{pet-id}.

        Requires key; `pet_id` must be the caller. Answers 204.
        """


GET_PET = Operation(
    id="getPet",
    method="GET",
    path="/pets/{pet-id}",
    handler="get_pet",
    parameters=(path("pet-id", UUID, argument="pet_id"),),
    security=KEY,
    limits=(Limit(name="default", limit=600, window=60),),
    owner=Owner("pet_id", unless="pets:read"),
    cache=Cache(ttl=30, vary=("Accept-Language",), tags=("pets",)),
    etag=ETag(),
    success=200,
)

DELETE_PET = Operation(
    id="deletePet",
    method="DELETE",
    path="/pets/{pet-id}",
    handler="delete_pet",
    parameters=(path("pet-id", UUID, argument="pet_id"),),
    security=KEY,
    limits=(
        Limit(name="deletePet", limit=10, window=60),
        Limit(name="all", limit=1000, window=1, by="operation"),
    ),
    owner=Owner("pet_id", denied=404),
    etag=ETag(required=True),
    idempotency=Idempotency(ttl=3600, required=True),
    success=204,
)


def pets_router(handlers: Callable[[RequestContext], PetsHandlers]) -> ContractRouter:
    """Routes for the operations tagged `pets`; one handler object per request."""
    return ContractRouter(
        "pets",
        handlers,
        [GET_PET, DELETE_PET],
    )
