"""Sockets of real processes: slow readers, the end of a process, and losses of Redis."""

import asyncio
import statistics
from collections.abc import AsyncIterator
from pathlib import Path
from signal import SIGKILL, SIGTERM

import httpx2 as httpx
import psutil
import pytest
from redis.asyncio import Redis

from impl.settings import Settings
from impl.storage import Database
from impl.storage.redis.client import create_redis
from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.resilience.realtime.processes import (
    PATIENCE,
    Changes,
    Client,
    Headers,
    following,
    serving,
    stopped_reader,
    until,
    working,
)
from tests.resilience.servers import away
from tests.service import empty, settings_for
from tests.tester import headers_of_tester

USERS = "/api/v1/users"


@pytest.fixture
def settings(own_postgresql: PostgreSQL, own_valkey: Valkey) -> Settings:
    return settings_for(
        own_postgresql.url, own_valkey.url, rate_limit_scale=100_000, log_level="INFO"
    )


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    client = create_redis(settings)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def headers(settings: Settings, redis: Redis) -> Headers:
    """Of an administrator, in an empty database."""
    database = Database(settings)
    await empty(database)
    headers = await headers_of_tester(database, settings)
    await database.close()
    return headers


async def create(url: str, headers: Headers, *names: str) -> None:
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE) as client:
        for name in names:
            body = {"email": f"{name}@example.com", "full_name": name}
            response = await client.post(USERS, json=body)
            assert response.status_code == 201, response.text


@pytest.mark.parametrize(
    "others", [pytest.param(20), pytest.param(200, marks=pytest.mark.thorough)]
)
async def test_a_reader_that_has_stopped_is_closed_and_holds_nobody_up(
    settings: Settings, redis: Redis, headers: Headers, tmp_path: Path, others: int
) -> None:
    changes = Changes(settings, redis)
    async with serving(settings, tmp_path) as service:
        clients = [Client(service, headers) for _ in range(others)]
        async with stopped_reader(service, headers), following(*clients):
            for _ in range(50):  # ten messages a second, while one of the clients reads nothing
                await changes.publish()
                await asyncio.sleep(0.1)
            await until(lambda: all(each.events[-1:] == [changes.last] for each in clients))
            print(f"beside one that does not read: {told(clients)}")
            while not service.logged("socket"):  # until the service has given it up
                await changes.publish(50, size=100)
                await asyncio.sleep(0.5)
                await until(lambda: all(each.events[-1:] == [changes.last] for each in clients))
        (closed,) = [each for each in service.logged("socket") if each["code"] == 4408]
    assert closed["status"] == 101
    for client in clients:
        assert client.events == [*range(1, changes.last + 1)]
        assert client.codes == []


async def test_at_its_end_a_process_waits_for_no_reader_that_has_stopped(
    settings: Settings, redis: Redis, headers: Headers, tmp_path: Path
) -> None:
    changes = Changes(settings, redis)
    async with serving(settings, tmp_path) as service:
        client = Client(service, headers)
        async with stopped_reader(service, headers), following(client):
            for _ in range(20):
                await changes.publish(20, size=100)
                await asyncio.sleep(0.05)
            service.process.send_signal(SIGTERM)
            await asyncio.to_thread(service.process.wait, PATIENCE)
            await until(lambda: client.codes)
    assert client.codes == [1012]
    assert service.process.returncode in {0, -SIGTERM}
    assert "graceful shutdown exceeded" not in service.log.read_text()


async def test_clients_of_a_process_that_is_killed_go_on_at_another(
    settings: Settings, redis: Redis, headers: Headers, tmp_path: Path
) -> None:
    changes = Changes(settings, redis)
    async with serving(settings, tmp_path) as one, serving(settings, tmp_path) as two:
        clients = [Client(one, headers) for _ in range(10)]
        async with following(*clients):
            for number in range(40):
                await changes.publish(5)
                if number == 10:
                    one.process.send_signal(SIGKILL)
                    for client in clients:
                        client.service = two
                await asyncio.sleep(0.01)
            await until(lambda: all(each.events[-1:] == [changes.last] for each in clients))
    for client in clients:
        assert client.events == [*range(1, changes.last + 1)]
        assert client.resets == 0


async def test_redis_that_is_emptied_or_away_makes_no_gap(
    settings: Settings, own_valkey: Valkey, redis: Redis, headers: Headers, tmp_path: Path
) -> None:
    async with (
        serving(settings, tmp_path) as one,
        serving(settings, tmp_path) as two,
    ):
        with working(settings):
            clients = [Client(one, headers), Client(two, headers)]
            async with following(*clients):
                await create(one.url, headers, "ada", "bob")
                await until(lambda: all(len(each.events) == 2 for each in clients))
                await redis.flushall()
                await create(two.url, headers, "cyd", "dee")
                await until(lambda: all(len(each.events) == 4 for each in clients))
                with away(own_valkey):
                    await create(one.url, headers, "eve", "fay")
                    refused = await one.ticket(headers)
                    assert refused.status_code == 503
                    assert int(refused.headers["retry-after"]) > 0
                await create(two.url, headers, "gus")
                await until(lambda: all(len(each.events) >= 7 for each in clients))
    for client in clients:
        assert len(set(client.events)) == len(client.events) == 7
        assert client.resets == 0
        assert client.codes == []


@pytest.mark.parametrize(
    ("sockets", "rounds"),
    [pytest.param(50, 20), pytest.param(1000, 100, marks=pytest.mark.thorough)],
)
async def test_every_message_reaches_every_socket(
    settings: Settings,
    redis: Redis,
    headers: Headers,
    tmp_path: Path,
    sockets: int,
    rounds: int,
) -> None:
    """Ten messages a second to each; -s shows what they cost, and how long they take."""
    changes = Changes(settings, redis)
    async with serving(settings, tmp_path) as service:
        clients = [Client(service, headers) for _ in range(sockets)]
        process = psutil.Process(service.process.pid)
        memory = process.memory_info().rss
        async with following(*clients):
            memory = process.memory_info().rss - memory
            before = process.cpu_times()
            for _ in range(rounds):
                await changes.publish()
                await asyncio.sleep(0.1)
            await until(lambda: all(len(each.events) >= rounds for each in clients))
            after = process.cpu_times()
    seconds = after.user + after.system - before.user - before.system
    print(f"{memory / sockets / 1024:.0f} KiB for each socket, {seconds:.1f} s of processor time")
    print(told(clients))
    for client in clients:
        assert client.events == [*range(1, rounds + 1)]


def told(clients: list[Client]) -> str:
    """How long messages took to arrive; goals are for a machine that does nothing else."""
    latencies = [latency for client in clients for latency in client.latencies]
    cuts = statistics.quantiles(latencies, n=100)
    return f"{len(latencies)} messages: p50 {1000 * cuts[49]:.0f} ms, p99 {1000 * cuts[98]:.0f} ms"
