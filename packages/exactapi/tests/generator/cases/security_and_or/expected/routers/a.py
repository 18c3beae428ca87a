"""Operations tagged `a`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `AHandlers` in impl/features/a/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext


class AHandlers(Protocol):
    """One method for each of the operations tagged `a`."""

    async def inherited(self) -> None:
        """GET /inherited."""

    async def public(self) -> None:
        """GET /public."""


INHERITED = Operation(
    id="inherited",
    method="GET",
    path="/inherited",
    pointer="/paths/~1inherited/get",
    handler="inherited",
    security=({"bearer": ()},),
    success=204,
)

PUBLIC = Operation(
    id="public",
    method="GET",
    path="/public",
    pointer="/paths/~1public/get",
    handler="public",
    success=204,
)


def a_router(handlers: Callable[[RequestContext], AHandlers]) -> ContractRouter:
    """Routes for the operations tagged `a`; one handler object per request."""
    router = ContractRouter(tags=["a"])
    router.add(INHERITED, handlers)
    router.add(PUBLIC, handlers)
    return router
