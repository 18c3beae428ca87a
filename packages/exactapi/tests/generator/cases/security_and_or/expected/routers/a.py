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
        """GET /inherited.

        Requires bearer. Answers 204.
        """

    async def public(self) -> None:
        """GET /public.

        Public. Answers 204.
        """


INHERITED = Operation(
    id="inherited",
    method="GET",
    path="/inherited",
    handler="inherited",
    security=({"bearer": ()},),
    success=204,
)

PUBLIC = Operation(id="public", method="GET", path="/public", handler="public", success=204)


def a_router(handlers: Callable[[RequestContext], AHandlers]) -> ContractRouter:
    """Routes for the operations tagged `a`; one handler object per request."""
    return ContractRouter(
        "a",
        handlers,
        [INHERITED, PUBLIC],
    )
