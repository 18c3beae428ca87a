"""What the probes say of PostgreSQL and Redis, in words that tell an operator what to do."""

import pytest

from impl.features.health.errors import NotReady
from impl.features.health.service import HealthService
from impl.storage.postgres.connections import PoolerNotNamed
from impl.storage.postgres.revisions import SchemaUnfit
from impl.storage.postgres.sessions import DatabaseReadOnly
from impl.storage.probe import Probe


class Store:
    """Fails with the error that it is given."""

    error: Exception | None = None

    async def check(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def database() -> Store:
    return Store()


@pytest.fixture
def redis() -> Store:
    return Store()


def service(database: Store, redis: Store, *, is_ending: bool = False) -> HealthService:
    probes = (Probe(name, store.check) for name, store in (("pg", database), ("redis", redis)))
    return HealthService(*probes, is_ending=is_ending)


async def test_it_takes_traffic_without_redis_and_says_so(database: Store, redis: Store) -> None:
    assert await service(database, redis).redis_is_available()
    redis.error = ConnectionRefusedError()
    assert not await service(database, redis).redis_is_available()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SchemaUnfit("There are no tables."), "There are no tables."),
        (DatabaseReadOnly("It is a replica."), "It is a replica."),
        (PoolerNotNamed("Name the pooler."), "Name the pooler."),
        (ConnectionRefusedError("10.0.0.1"), "PostgreSQL cannot be reached."),
        (TimeoutError(), "PostgreSQL cannot be reached."),
        (ValueError("secret"), "PostgreSQL does not serve this service; its log says why."),
    ],
)
async def test_without_postgresql_it_takes_no_traffic(
    database: Store, redis: Store, error: Exception, said: str
) -> None:
    database.error = error
    for probe in (service(database, redis).redis_is_available, service(database, redis).startup):
        with pytest.raises(NotReady) as refused:
            await probe()
        assert str(refused.value) == said


async def test_a_process_that_ends_takes_no_traffic(database: Store, redis: Store) -> None:
    with pytest.raises(NotReady, match="The process ends"):
        await service(database, redis, is_ending=True).redis_is_available()


async def test_what_has_started_once_stays_so(database: Store, redis: Store) -> None:
    health = service(database, redis)
    await health.startup()
    database.error = ConnectionRefusedError()
    await health.startup()
