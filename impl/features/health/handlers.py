"""The probes over HTTP."""

from __future__ import annotations

from typing import Final

from generated import models
from impl.context import Context
from impl.features.health.service import HealthService

_ALIVE: Final = models.Liveness(status="ok")


class Health:
    """Implements `generated.routers.health.HealthHandlers`."""

    def __init__(self, context: Context) -> None:
        resources = context.resources
        state = context.scope.get("state", {})
        self._service = HealthService(
            resources.database_probe,
            resources.redis_probe,
            is_ending=state.get("is_ending", False),  # impl.server says so
        )

    async def get_liveness(self) -> models.Liveness:
        return _ALIVE

    async def get_readiness(self) -> models.Readiness:
        complete = await self._service.redis_is_available()
        return models.Readiness(
            status="ok" if complete else "degraded",
            postgresql="ok",
            redis="ok" if complete else "unavailable",
        )

    async def get_startup(self) -> models.Liveness:
        await self._service.startup()
        return _ALIVE
