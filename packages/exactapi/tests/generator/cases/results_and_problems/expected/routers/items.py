"""Operations tagged `items`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `ItemsHandlers` in impl/features/items/handlers.py.
"""

from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import ContractRouter, Operation, Parameter, RequestContext, Result

from .. import models, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItemsOKJson(Result):
    """200: Everything, in the format that was asked for."""

    media_type: ClassVar = "application/json"
    headers: ClassVar = {"X-Total": "x_total", "ETag": "e_tag"}

    status: Literal[200] = 200
    body: list[models.Item]
    x_total: int
    e_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItemsOKCsv(Result):
    """200: Everything, in the format that was asked for."""

    media_type: ClassVar = "text/csv"
    headers: ClassVar = {"X-Total": "x_total", "ETag": "e_tag"}

    status: Literal[200] = 200
    body: str
    x_total: int
    e_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItemsOKImage(Result):
    """200: Everything, in the format that was asked for."""

    media_type: ClassVar = "image/*"
    headers: ClassVar = {"X-Total": "x_total", "ETag": "e_tag"}

    status: Literal[200] = 200
    body: bytes | AsyncIterable[bytes]
    content_type: str
    x_total: int
    e_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItemsNotModified(Result):
    """304: Nothing is new."""

    status: Literal[304] = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportItemSuccess(Result):
    """2XX: Imported."""

    media_type: ClassVar = "application/json"

    status: int
    body: models.ImportItemSuccessResponse


class ItemsHandlers(Protocol):
    """One method for each of the operations tagged `items`."""

    async def export_items(
        self, *, since: date | None = None, kinds: list[Literal["a", "b"]]
    ) -> ExportItemsOKJson | ExportItemsOKCsv | ExportItemsOKImage | ExportItemsNotModified:
        """GET /items: Export all items.

        Raises: `problems.ExportItemsClientError`, `problems.Busy`.
        """

    async def import_item(self, *, body: models.Item | str | None = None) -> ImportItemSuccess:
        """POST /items.

        Deprecated.

        Raises: `problems.ImportItemDefault`.
        """

    async def get_item(self, *, id: UUID) -> models.Item:
        """GET /items/{id}.

        Raises: `problems.ItemNotFound`.
        """

    async def delete_item(self, *, id: UUID) -> None:
        """DELETE /items/{id}.

        Raises: `problems.ItemNotFound`.
        """


EXPORT_ITEMS = Operation(
    id="exportItems",
    method="GET",
    path="/items",
    pointer="/paths/~1items/get",
    handler="export_items",
    parameters=(
        Parameter("query", "since", "since", date),
        Parameter("query", "kinds", "kinds", list[Literal["a", "b"]]),
    ),
    results=(ExportItemsOKJson, ExportItemsOKCsv, ExportItemsOKImage, ExportItemsNotModified),
    problems=(problems.ExportItemsClientError, problems.Busy),
)

IMPORT_ITEM = Operation(
    id="importItem",
    method="POST",
    path="/items",
    pointer="/paths/~1items/post",
    handler="import_item",
    body={"application/json": models.Item, "text/plain": str},
    results=(ImportItemSuccess,),
    problems=(problems.ImportItemDefault,),
)

GET_ITEM = Operation(
    id="getItem",
    method="GET",
    path="/items/{id}",
    pointer="/paths/~1items~1{id}/get",
    handler="get_item",
    parameters=(Parameter("path", "id", "id", UUID),),
    success=200,
    problems=(problems.ItemNotFound,),
)

DELETE_ITEM = Operation(
    id="deleteItem",
    method="DELETE",
    path="/items/{id}",
    pointer="/paths/~1items~1{id}/delete",
    handler="delete_item",
    parameters=(Parameter("path", "id", "id", UUID),),
    success=204,
    problems=(problems.ItemNotFound,),
)


def items_router(handlers: Callable[[RequestContext], ItemsHandlers]) -> ContractRouter:
    """Routes for the operations tagged `items`; one handler object per request."""
    router = ContractRouter(tags=["items"])
    router.add(EXPORT_ITEMS, handlers)
    router.add(IMPORT_ITEM, handlers)
    router.add(GET_ITEM, handlers)
    router.add(DELETE_ITEM, handlers)
    return router
