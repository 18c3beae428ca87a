"""A failover: the address leads to a replica, to the primary again, or a replica is promoted."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest
from pydantic import SecretStr

from impl.settings import Settings
from impl.storage import Database
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.failover.replica import Replica, address, url_at
from tests.resilience.postgresql.test_read_only import eventually, until, written
from tests.resilience.servers import started
from tests.security.people import USERS, People, Person


@pytest.fixture(scope="module")
def replica(
    own_postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replica]:
    with Replica(tmp_path_factory.mktemp("replica"), own_postgresql) as server:
        yield server


async def until_written(client: httpx.AsyncClient, person: Person) -> None:
    await until(client, person, 200)


async def until_ready(client: httpx.AsyncClient, _person: Person) -> None:
    """Of a service that is not ready, nobody asks anything else."""
    await eventually(client, "/readyz", 200)


def at(url: str, settings: Settings) -> Settings:
    return settings.model_copy(update={"database_url": SecretStr(url)})


async def test_connections_to_a_replica_are_not_kept_once_the_address_leads_elsewhere(
    own_settings: Settings, own_postgresql: PostgreSQL, replica: Replica
) -> None:
    database = Database(own_settings)
    async with address(leads_to=own_postgresql.port) as found:
        settings = at(url_at(found.port, own_postgresql.url, own_postgresql), own_settings)
        async with started(settings) as client:
            person = await People(client, database).user()
            assert await written(client, person) == 200
            await replica.catch_up()
            for notice in (until_written, until_ready):
                found.leads_to = replica.port
                found.cut()
                await until(client, person, 503)
                read = await client.get(f"{USERS}/{person.id}", headers=person.headers)
                assert read.status_code == 200
                assert "no writes" in (await eventually(client, "/readyz", 503)).text
                await until(client, person, 503)
                found.leads_to = own_postgresql.port
                await notice(client, person)
    await database.close()


async def test_writes_go_on_with_a_replica_that_was_promoted(
    own_settings: Settings, own_postgresql: PostgreSQL, replica: Replica
) -> None:
    """The last of this module: the primary stays dead."""
    database = Database(own_settings)
    both = f"{own_postgresql.port},127.0.0.1:{replica.port}"
    url = f"{url_at(both, own_postgresql.url, own_postgresql)}?target_session_attrs=read-write"
    async with started(at(url, own_settings)) as client:
        person = await People(client, database).user()
        assert await written(client, person) == 200
        await replica.catch_up()
        own_postgresql.stop()
        await until(client, person, 503)
        await replica.promote()
        await until(client, person, 200)
        await eventually(client, "/readyz", 200)
    await database.close()
