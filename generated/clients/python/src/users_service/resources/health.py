"""Operations tagged `health`.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Final

from .. import models, problems
from .._runtime.client.async_client import AsyncCalls
from .._runtime.client.sync_client import SyncCalls
from .._runtime.operation import DeclaredResponse, Operation
from .._runtime.request.options import DEFAULTS, CallOptions

GET_LIVENESS: Final[Operation[models.Liveness]] = Operation(
    "getLiveness",
    "GET",
    "/livez",
    responses=(DeclaredResponse("200", "application/json", "json", models.Liveness),),
)

GET_READINESS: Final[Operation[models.Readiness]] = Operation(
    "getReadiness",
    "GET",
    "/readyz",
    responses=(
        DeclaredResponse("200", "application/json", "json", models.Readiness),
        DeclaredResponse("503", "application/problem+json", "json", error=problems.NotReady),
    ),
)

GET_STARTUP: Final[Operation[models.Liveness]] = Operation(
    "getStartup",
    "GET",
    "/startupz",
    responses=(
        DeclaredResponse("200", "application/json", "json", models.Liveness),
        DeclaredResponse("503", "application/problem+json", "json", error=problems.NotReady),
    ),
)


class Health:
    """One method for each of the operations tagged `health`."""

    def __init__(self, calls: SyncCalls) -> None:
        self._calls = calls

    def get_liveness(self, *, options: CallOptions = DEFAULTS) -> models.Liveness:
        """GET /livez: Is the process alive?

        Does no I/O. Restart the process if this fails.
        """
        return self._calls.call(GET_LIVENESS, {}, options=options)

    def get_readiness(self, *, options: CallOptions = DEFAULTS) -> models.Readiness:
        """GET /readyz: Can the service take traffic?

        PostgreSQL must be reachable. Without Redis the service is degraded but takes traffic.

        Raises:
            problems.NotReady: PostgreSQL cannot be reached, or its schema is outdated (503).
        """
        return self._calls.call(GET_READINESS, {}, options=options)

    def get_startup(self, *, options: CallOptions = DEFAULTS) -> models.Liveness:
        """GET /startupz: Has the service started?

        Fails until PostgreSQL is first reached, and succeeds from then on.

        Raises:
            problems.NotReady: PostgreSQL cannot be reached, or its schema is outdated (503).
        """
        return self._calls.call(GET_STARTUP, {}, options=options)


class AsyncHealth:
    """One method for each of the operations tagged `health`."""

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    async def get_liveness(self, *, options: CallOptions = DEFAULTS) -> models.Liveness:
        """GET /livez: Is the process alive?

        Does no I/O. Restart the process if this fails.
        """
        return await self._calls.call(GET_LIVENESS, {}, options=options)

    async def get_readiness(self, *, options: CallOptions = DEFAULTS) -> models.Readiness:
        """GET /readyz: Can the service take traffic?

        PostgreSQL must be reachable. Without Redis the service is degraded but takes traffic.

        Raises:
            problems.NotReady: PostgreSQL cannot be reached, or its schema is outdated (503).
        """
        return await self._calls.call(GET_READINESS, {}, options=options)

    async def get_startup(self, *, options: CallOptions = DEFAULTS) -> models.Liveness:
        """GET /startupz: Has the service started?

        Fails until PostgreSQL is first reached, and succeeds from then on.

        Raises:
            problems.NotReady: PostgreSQL cannot be reached, or its schema is outdated (503).
        """
        return await self._calls.call(GET_STARTUP, {}, options=options)
