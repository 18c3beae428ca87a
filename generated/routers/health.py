"""Operations tagged `health`.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `HealthHandlers` in impl/features/health/handlers.py.
"""

from collections.abc import Callable
from typing import Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext

from .. import models, problems


class HealthHandlers(Protocol):
    """One method for each of the operations tagged `health`."""

    async def get_liveness(self) -> models.Liveness:
        """GET /livez: Is the process alive?

        Does no I/O. Restart the process if this fails.

        Public. Answers 200.
        """

    async def get_readiness(self) -> models.Readiness:
        """GET /readyz: Can the service take traffic?

        PostgreSQL must be reachable. Without Redis the service is degraded but takes traffic.

        Public. Answers 200.

        Raises:
            problems.NotReady: PostgreSQL cannot be reached, or its schema is outdated (503).
        """

    async def get_startup(self) -> models.Liveness:
        """GET /startupz: Has the service started?

        Fails until PostgreSQL is first reached, and succeeds from then on.

        Public. Answers 200.

        Raises:
            problems.NotReady: PostgreSQL cannot be reached, or its schema is outdated (503).
        """


GET_LIVENESS = Operation(
    id="getLiveness", method="GET", path="/livez", handler="get_liveness", success=200
)

GET_READINESS = Operation(
    id="getReadiness",
    method="GET",
    path="/readyz",
    handler="get_readiness",
    success=200,
    problems=(problems.NotReady,),
)

GET_STARTUP = Operation(
    id="getStartup",
    method="GET",
    path="/startupz",
    handler="get_startup",
    success=200,
    problems=(problems.NotReady,),
)


def health_router(handlers: Callable[[RequestContext], HealthHandlers]) -> ContractRouter:
    """Routes for the operations tagged `health`; one handler object per request."""
    return ContractRouter(
        "health",
        handlers,
        [GET_LIVENESS, GET_READINESS, GET_STARTUP],
    )
