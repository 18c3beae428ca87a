"""Operations tagged `import`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `ImportHandlers` in impl/features/import_/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, Parameter, RequestContext

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
        """GET /pets/{id}."""


CLASS = Operation(
    id="class",
    method="GET",
    path="/pets/{id}",
    pointer="/paths/~1pets~1{id}/get",
    handler="class_",
    parameters=(
        Parameter("path", "id", "id"),
        Parameter("query", "id", "id_query"),
        Parameter("header", "id", "id_header"),
        Parameter("query", "self", "self_query"),
        Parameter("query", "body", "body_query"),
        Parameter("query", "filter[größe]", "filter_grosse"),
    ),
    body={"application/json": models.A2},
    success=200,
)


def import_router(handlers: Callable[[RequestContext], ImportHandlers]) -> ContractRouter:
    """Routes for the operations tagged `import`; one handler object per request."""
    router = ContractRouter(tags=["import"])
    router.add(CLASS, handlers)
    return router
