"""Operations tagged `default`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `DefaultHandlers` in impl/features/default/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext


class DefaultHandlers(Protocol):
    """One method for each of the operations tagged `default`."""

    async def get_ping(self) -> None:
        """GET /ping.

        Public. Answers 204.
        """


GET_PING = Operation(id="getPing", method="GET", path="/ping", handler="get_ping", success=204)


def default_router(handlers: Callable[[RequestContext], DefaultHandlers]) -> ContractRouter:
    """Routes for the operations tagged `default`; one handler object per request."""
    return ContractRouter(
        "default",
        handlers,
        [GET_PING],
    )
