"""The probes over HTTP."""

from __future__ import annotations

from typing import Final

from generated import models, problems
from impl.context import Context
from impl.features.health.errors import NotReady
from impl.features.health.service import HealthService

_RETRY_AFTER: Final = 1
"""Seconds; the state is looked at afresh once a second."""


class Health:
    """Implements `generated.routers.health.HealthHandlers`."""

    def __init__(self, context: Context) -> None:
        resources = context.resources
        self._service = HealthService(resources.database_probe, resources.redis_probe)

    async def get_liveness(self) -> models.Liveness:
        return models.Liveness(status="ok")

    async def get_readiness(self) -> models.Readiness:
        try:
            complete = await self._service.redis_is_there()
        except NotReady as error:
            raise problems.NotReady(str(error), retry_after=_RETRY_AFTER) from error
        return models.Readiness(
            status="ok" if complete else "degraded",
            postgresql="ok",
            redis="ok" if complete else "unavailable",
        )

    async def get_startup(self) -> models.Liveness:
        try:
            await self._service.startup()
        except NotReady as error:
            raise problems.NotReady(str(error), retry_after=_RETRY_AFTER) from error
        return models.Liveness(status="ok")
