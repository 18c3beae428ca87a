"""Operations tagged `b`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `BHandlers` in impl/features/b/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext


class BHandlers(Protocol):
    """One method for each of the operations tagged `b`."""

    async def optional(self) -> None:
        """GET /optional.

        Public; credentials are optional: key. Answers 204.
        """

    async def both(self) -> None:
        """GET /both.

        Requires key and oauth (`read`, `write`), or bearer. Answers 204.
        """


OPTIONAL = Operation(
    id="optional",
    method="GET",
    path="/optional",
    handler="optional",
    security=({}, {"key": ()}),
    success=204,
)

BOTH = Operation(
    id="both",
    method="GET",
    path="/both",
    handler="both",
    security=({"key": (), "oauth": ("read", "write")}, {"bearer": ()}),
    success=204,
)


def b_router(handlers: Callable[[RequestContext], BHandlers]) -> ContractRouter:
    """Routes for the operations tagged `b`; one handler object per request."""
    return ContractRouter(
        "b",
        handlers,
        [OPTIONAL, BOTH],
    )
