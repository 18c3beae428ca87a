"""Operations tagged `clock`.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `ClockHandlers` in impl/features/clock/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext, Socket

from .. import models


class ClockHandlers(Protocol):
    """One method for each of the operations tagged `clock`."""

    async def tick(self, *, socket: Socket[models.Leave, models.ServerMessage]) -> None:
        """GET /clock.

        Public. Answers 101.
        """


TICK = Operation(id="tick", method="GET", path="/clock", handler="tick", receives=models.Leave)


def clock_router(handlers: Callable[[RequestContext], ClockHandlers]) -> ContractRouter:
    """Routes for the operations tagged `clock`; one handler object per request."""
    return ContractRouter(
        "clock",
        handlers,
        [TICK],
    )
