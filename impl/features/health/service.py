"""The rules of the probes: without PostgreSQL no traffic, without Redis degraded service."""

from impl.features.health.errors import NotReady
from impl.storage.postgres.connections import PoolerNotNamed
from impl.storage.postgres.revisions import SchemaUnfit
from impl.storage.postgres.sessions import DatabaseReadOnly
from impl.storage.probe import Probe


class HealthService:
    def __init__(self, database: Probe, redis: Probe, *, is_ending: bool = False) -> None:
        self._database = database
        self._redis = redis
        self._is_ending = is_ending

    async def redis_is_available(self) -> bool:
        """Return whether Redis can be reached.

        Raises:
            NotReady: the service cannot take traffic.
        """
        if self._is_ending:
            raise NotReady("The process ends.")
        await self._need_database()
        return await self._redis.error() is None

    async def startup(self) -> None:
        """Succeed from the first time on that PostgreSQL has been reached.

        Raises:
            NotReady: PostgreSQL has not been reached yet.
        """
        if not self._database.succeeded_once:
            await self._need_database()

    async def _need_database(self) -> None:
        error = await self._database.error()
        if isinstance(error, SchemaUnfit | DatabaseReadOnly | PoolerNotNamed):
            raise NotReady(str(error))
        if isinstance(error, ConnectionError | TimeoutError):
            raise NotReady("PostgreSQL cannot be reached.") from error
        if error is not None:
            raise NotReady("PostgreSQL does not serve this service; its log says why.") from error
