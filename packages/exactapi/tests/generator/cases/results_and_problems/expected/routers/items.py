"""Operations tagged `items`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `ItemsHandlers` in impl/features/items/handlers.py.
"""

from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import ContractRouter, Operation, RequestContext, Result, path, query

from .. import models, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItemsOKJson(Result):
    """200: Everything, in the format that was asked for."""

    status: ClassVar[Literal[200]] = 200
    media_type: ClassVar = "application/json"
    headers: ClassVar = {"X-Total": "x_total", "ETag": "e_tag"}

    body: list[models.Item]
    x_total: int
    e_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItemsOKCsv(Result):
    """200: Everything, in the format that was asked for."""

    status: ClassVar[Literal[200]] = 200
    media_type: ClassVar = "text/csv"
    headers: ClassVar = {"X-Total": "x_total", "ETag": "e_tag"}

    body: str
    x_total: int
    e_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItemsOKImage(Result):
    """200: Everything, in the format that was asked for."""

    status: ClassVar[Literal[200]] = 200
    media_type: ClassVar = "image/*"
    headers: ClassVar = {"X-Total": "x_total", "ETag": "e_tag"}

    body: bytes | AsyncIterable[bytes]
    content_type: str
    x_total: int
    e_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItemsNotModified(Result):
    """304: Nothing is new."""

    status: ClassVar[Literal[304]] = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportItemSuccess(Result):
    """2XX: Imported."""

    media_type: ClassVar = "application/json"

    status: int = field()
    body: models.ImportItemSuccessResponse


class ItemsHandlers(Protocol):
    """One method for each of the operations tagged `items`."""

    async def export_items(
        self, *, since: date | None = None, kinds: list[Literal["a", "b"]]
    ) -> ExportItemsOKJson | ExportItemsOKCsv | ExportItemsOKImage | ExportItemsNotModified:
        """GET /items: Export all items.

        Public. Answers 200 or 304.

        Raises:
            problems.ExportItemsClientError: The request cannot be served (4XX).
            problems.Busy: Try again later (503).
        """

    async def import_item(self, *, body: models.Item | str | None = None) -> ImportItemSuccess:
        """POST /items.

        Deprecated.

        Public. Answers 2XX.

        Raises:
            problems.ImportItemDefault: Something went wrong (default).
        """

    async def get_item(self, *, id: UUID) -> models.Item:
        """GET /items/{id}.

        Public. Answers 200.

        Raises:
            problems.ItemNotFound: There is no such item (404).
        """

    async def delete_item(self, *, id: UUID) -> None:
        """DELETE /items/{id}.

        Public. Answers 204.

        Raises:
            problems.ItemNotFound: There is no such item (404).
        """


EXPORT_ITEMS = Operation(
    id="exportItems",
    method="GET",
    path="/items",
    handler="export_items",
    parameters=(query("since", date), query("kinds", list[Literal["a", "b"]])),
    results=(ExportItemsOKJson, ExportItemsOKCsv, ExportItemsOKImage, ExportItemsNotModified),
    problems=(problems.ExportItemsClientError, problems.Busy),
)

IMPORT_ITEM = Operation(
    id="importItem",
    method="POST",
    path="/items",
    handler="import_item",
    body={"application/json": models.Item, "text/plain": str},
    results=(ImportItemSuccess,),
    problems=(problems.ImportItemDefault,),
)

GET_ITEM = Operation(
    id="getItem",
    method="GET",
    path="/items/{id}",
    handler="get_item",
    parameters=(path("id", UUID),),
    success=200,
    problems=(problems.ItemNotFound,),
)

DELETE_ITEM = Operation(
    id="deleteItem",
    method="DELETE",
    path="/items/{id}",
    handler="delete_item",
    parameters=(path("id", UUID),),
    success=204,
    problems=(problems.ItemNotFound,),
)


def items_router(handlers: Callable[[RequestContext], ItemsHandlers]) -> ContractRouter:
    """Routes for the operations tagged `items`; one handler object per request."""
    return ContractRouter(
        "items",
        handlers,
        [EXPORT_ITEMS, IMPORT_ITEM, GET_ITEM, DELETE_ITEM],
    )
