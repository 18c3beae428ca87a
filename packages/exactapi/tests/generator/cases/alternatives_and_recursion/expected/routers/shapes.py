"""Operations tagged `shapes`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `ShapesHandlers` in impl/features/shapes/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext

from .. import models


class ShapesHandlers(Protocol):
    """One method for each of the operations tagged `shapes`."""

    async def draw(self, *, body: models.Shape) -> models.Tree:
        """POST /shapes.

        Public. Answers 200.
        """


DRAW = Operation(
    id="draw",
    method="POST",
    path="/shapes",
    handler="draw",
    body={"application/json": models.Shape},
    success=200,
)


def shapes_router(handlers: Callable[[RequestContext], ShapesHandlers]) -> ContractRouter:
    """Routes for the operations tagged `shapes`; one handler object per request."""
    return ContractRouter(
        "shapes",
        handlers,
        [DRAW],
    )
