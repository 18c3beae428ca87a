"""Operations tagged `types`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `TypesHandlers` in impl/features/types/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import ContractRouter, Operation, Parameter, RequestContext, Result

from .. import models


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOK(Result):
    """200: Fine."""

    headers: ClassVar = {"Date": "date_", "List": "list_", "Z": "z"}

    status: Literal[200] = 200
    z: list[date]
    date_: date | None = None
    list_: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AOK2(Result):
    """200: Fine."""

    headers: ClassVar = {"X": "x"}

    status: Literal[200] = 200
    x: str


class TypesHandlers(Protocol):
    """One method for each of the operations tagged `types`."""

    async def list_(self, *, q: list[str] | None = None) -> ListOK:
        """GET /types."""

    async def models_(self) -> list[models.List]:
        """PUT /types."""

    async def str_(self, *, body: list[str] | None = None) -> list[models.List]:
        """POST /types."""

    async def problems_(self) -> list[models.List]:
        """DELETE /types."""

    async def uuid(self, *, id: UUID) -> None:
        """GET /constants/{id}."""

    async def a(self, *, id: UUID) -> AOK2:
        """PUT /constants/{id}."""

    async def aok(self, *, id: UUID) -> None:
        """DELETE /constants/{id}."""


LIST = Operation(
    id="list",
    method="GET",
    path="/types",
    pointer="/paths/~1types/get",
    handler="list_",
    parameters=(Parameter("query", "q", "q", list[str]),),
    results=(ListOK,),
)

MODELS = Operation(
    id="models",
    method="PUT",
    path="/types",
    pointer="/paths/~1types/put",
    handler="models_",
    success=200,
)

STR = Operation(
    id="str",
    method="POST",
    path="/types",
    pointer="/paths/~1types/post",
    handler="str_",
    body={"application/json": list[str]},
    success=200,
)

PROBLEMS = Operation(
    id="problems",
    method="DELETE",
    path="/types",
    pointer="/paths/~1types/delete",
    handler="problems_",
    success=200,
)

UUID_2 = Operation(
    id="uuid",
    method="GET",
    path="/constants/{id}",
    pointer="/paths/~1constants~1{id}/get",
    handler="uuid",
    parameters=(Parameter("path", "id", "id", UUID),),
    success=204,
)

A = Operation(
    id="a",
    method="PUT",
    path="/constants/{id}",
    pointer="/paths/~1constants~1{id}/put",
    handler="a",
    parameters=(Parameter("path", "id", "id", UUID),),
    results=(AOK2,),
)

AOK = Operation(
    id="aok",
    method="DELETE",
    path="/constants/{id}",
    pointer="/paths/~1constants~1{id}/delete",
    handler="aok",
    parameters=(Parameter("path", "id", "id", UUID),),
    success=204,
)


def types_router(handlers: Callable[[RequestContext], TypesHandlers]) -> ContractRouter:
    """Routes for the operations tagged `types`; one handler object per request."""
    router = ContractRouter(tags=["types"])
    router.add(LIST, handlers)
    router.add(MODELS, handlers)
    router.add(STR, handlers)
    router.add(PROBLEMS, handlers)
    router.add(UUID_2, handlers)
    router.add(A, handlers)
    router.add(AOK, handlers)
    return router
