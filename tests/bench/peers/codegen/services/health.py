"""The probes; the benchmark asks for the first alone."""

from peer import models
from peer.server.services import HealthService


class Health(HealthService):
    async def get_liveness(self) -> models.Liveness:
        return models.Liveness(status="ok")

    async def get_readiness(self) -> models.Readiness:
        raise NotImplementedError

    async def get_startup(self) -> models.Liveness:
        raise NotImplementedError
