"""Operations tagged `import`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `ImportHandlers` in impl/features/import_/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext, header, path, query

from .. import models


class ImportHandlers(Protocol):
    """One method for each of the operations tagged `import`."""

    async def class_(
        self,
        *,
        id: int,
        id_query: int | None = None,
        id_header: int | None = None,
        self_query: str | None = None,
        body_query: str | None = None,
        filter_grosse: str | None = None,
        body: models.A2,
    ) -> models.A:
        """GET /pets/{id}.

        Public. Answers 200.
        """


CLASS = Operation(
    id="class",
    method="GET",
    path="/pets/{id}",
    handler="class_",
    parameters=(
        path("id"),
        query("id", argument="id_query"),
        header("id", argument="id_header"),
        query("self", argument="self_query"),
        query("body", argument="body_query"),
        query("filter[größe]", argument="filter_grosse"),
    ),
    body={"application/json": models.A2},
    success=200,
)


def import_router(handlers: Callable[[RequestContext], ImportHandlers]) -> ContractRouter:
    """Routes for the operations tagged `import`; one handler object per request."""
    return ContractRouter(
        "import",
        handlers,
        [CLASS],
    )
