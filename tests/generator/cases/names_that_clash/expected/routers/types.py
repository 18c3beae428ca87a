"""Operations tagged `types`.

Generated from openapi.yaml by `task generate`; do not edit.

Implement `TypesHandlers` in impl/features/types/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Protocol

from impl.contract import Answer, ContractRouter, Operation, Parameter, RequestContext

from .. import models


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOK(Answer):
    """200: Fine."""

    headers: ClassVar = {"Date": "date_", "List": "list_", "Z": "z"}

    status: Literal[200] = 200
    z: list[date]
    date_: date | None = None
    list_: str | None = None


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


def types_router(handlers: Callable[[RequestContext], TypesHandlers]) -> ContractRouter:
    """Routes for the operations tagged `types`; one handler object per request."""
    router = ContractRouter(tags=["types"])
    router.add(LIST, handlers)
    router.add(MODELS, handlers)
    router.add(STR, handlers)
    router.add(PROBLEMS, handlers)
    return router
