"""What the probes may conclude. PostgreSQL decides; without Redis the service is degraded."""

from impl.features.health.errors import NotReady
from impl.storage.postgres.revisions import SchemaOutdated
from impl.storage.probe import Probe


class HealthService:
    def __init__(self, database: Probe, redis: Probe) -> None:
        self._database = database
        self._redis = redis

    async def redis_is_there(self) -> bool:
        """Whether traffic is served in full.

        Raises:
            NotReady: no traffic should be sent at all.
        """
        await self._need_database()
        return await self._redis.error() is None

    async def startup(self) -> None:
        """Raises: `NotReady`, until PostgreSQL has been reached once; then never again."""
        if not self._database.succeeded_once:
            await self._need_database()

    async def _need_database(self) -> None:
        error = await self._database.error()
        if isinstance(error, SchemaOutdated):
            raise NotReady(str(error))
        if error is not None:
            raise NotReady("PostgreSQL cannot be reached.") from error
