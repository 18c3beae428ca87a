"""Operations tagged `types`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `TypesHandlers` in impl/features/types/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import ContractRouter, Operation, RequestContext, Result, path, query

from .. import models


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOK(Result):
    """200: Fine."""

    status: ClassVar[Literal[200]] = 200
    headers: ClassVar = {"Date": "date_", "List": "list_", "Z": "z"}

    z: list[date]
    date_: date | None = None
    list_: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AOK2(Result):
    """200: Fine."""

    status: ClassVar[Literal[200]] = 200
    headers: ClassVar = {"X": "x"}

    x: str


class TypesHandlers(Protocol):
    """One method for each of the operations tagged `types`."""

    async def list_(self, *, q: list[str] | None = None) -> ListOK:
        """GET /types.

        Public. Answers 200.
        """

    async def models_(self) -> list[models.List]:
        """PUT /types.

        Public. Answers 200.
        """

    async def str_(self, *, body: list[str] | None = None) -> list[models.List]:
        """POST /types.

        Public. Answers 200.
        """

    async def problems_(self) -> list[models.List]:
        """DELETE /types.

        Public. Answers 200.
        """

    async def uuid(self, *, id: UUID) -> None:
        """GET /constants/{id}.

        Public. Answers 204.
        """

    async def a(self, *, id: UUID) -> AOK2:
        """PUT /constants/{id}.

        Public. Answers 200.
        """

    async def aok(self, *, id: UUID) -> None:
        """DELETE /constants/{id}.

        Public. Answers 204.
        """


LIST = Operation(
    id="list",
    method="GET",
    path="/types",
    handler="list_",
    parameters=(query("q", list[str]),),
    results=(ListOK,),
)

MODELS = Operation(id="models", method="PUT", path="/types", handler="models_", success=200)

STR = Operation(
    id="str",
    method="POST",
    path="/types",
    handler="str_",
    body={"application/json": list[str]},
    success=200,
)

PROBLEMS = Operation(
    id="problems", method="DELETE", path="/types", handler="problems_", success=200
)

UUID_2 = Operation(
    id="uuid",
    method="GET",
    path="/constants/{id}",
    handler="uuid",
    parameters=(path("id", UUID),),
    success=204,
)

A = Operation(
    id="a",
    method="PUT",
    path="/constants/{id}",
    handler="a",
    parameters=(path("id", UUID),),
    results=(AOK2,),
)

AOK = Operation(
    id="aok",
    method="DELETE",
    path="/constants/{id}",
    handler="aok",
    parameters=(path("id", UUID),),
    success=204,
)


def types_router(handlers: Callable[[RequestContext], TypesHandlers]) -> ContractRouter:
    """Routes for the operations tagged `types`; one handler object per request."""
    return ContractRouter(
        "types",
        handlers,
        [LIST, MODELS, STR, PROBLEMS, UUID_2, A, AOK],
    )
