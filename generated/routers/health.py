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
        """

    async def get_readiness(self) -> models.Readiness:
        """GET /readyz: Can the service take traffic?

        PostgreSQL must be reachable. Without Redis the service is degraded but takes traffic.

        Raises: `problems.NotReady`.
        """

    async def get_startup(self) -> models.Liveness:
        """GET /startupz: Has the service started?

        Fails until PostgreSQL is first reached, and succeeds from then on.

        Raises: `problems.NotReady`.
        """


GET_LIVENESS = Operation(
    id="getLiveness",
    method="GET",
    path="/livez",
    pointer="/paths/~1livez/get",
    handler="get_liveness",
    success=200,
)

GET_READINESS = Operation(
    id="getReadiness",
    method="GET",
    path="/readyz",
    pointer="/paths/~1readyz/get",
    handler="get_readiness",
    success=200,
    problems=(problems.NotReady,),
)

GET_STARTUP = Operation(
    id="getStartup",
    method="GET",
    path="/startupz",
    pointer="/paths/~1startupz/get",
    handler="get_startup",
    success=200,
    problems=(problems.NotReady,),
)


def health_router(handlers: Callable[[RequestContext], HealthHandlers]) -> ContractRouter:
    """Routes for the operations tagged `health`; one handler object per request."""
    router = ContractRouter(tags=["health"])
    router.add(GET_LIVENESS, handlers)
    router.add(GET_READINESS, handlers)
    router.add(GET_STARTUP, handlers)
    return router
