"""The guard while Valkey is killed, frozen or flushed: no request waits long, none is revived."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, aclosing, asynccontextmanager

import pytest
from exactapi.access.ports import Charge, Quota, SessionState
from redis.asyncio import Redis

from impl.settings import Settings
from impl.storage.redis.client import create_redis
from impl.storage.redis.guard import RedisGuard
from scripts.dev.servers.valkey import Valkey
from tests.resilience.order import ends_at_once, ends_within
from tests.resilience.servers import AS_SHIPPED, away, frozen
from tests.service import settings_for

TEN = Charge("ten", Quota(limit=10, window=60))
LOGIN = Charge("login", Quota(limit=100, window=60, restricted=True))
FREE = Charge("free", Quota(limit=1_000_000, window=1))
VALID, UNKNOWN, REVOKED = SessionState.VALID, SessionState.UNKNOWN, SessionState.REVOKED
FAILURES = Settings.model_fields["breaker_failure_threshold"].default
PAUSE = Settings.model_fields["breaker_recovery_seconds"].default
"""Failures that open the circuit breaker, and seconds that it stays open."""

Outage = Callable[[Valkey], AbstractContextManager[None]]
outages = pytest.mark.parametrize("outage", [away, frozen])


@pytest.fixture
def guard_settings(own_valkey: Valkey) -> Settings:
    return settings_for(
        "postgresql://unused", own_valkey.url, web_concurrency=3, rate_limit_scale=1, **AS_SHIPPED
    )


@pytest.fixture
async def own_redis(guard_settings: Settings) -> AsyncIterator[Redis]:
    client = create_redis(guard_settings)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def guard(guard_settings: Settings, own_redis: Redis) -> AsyncIterator[RedisGuard]:
    """One that has reached Valkey before."""
    guard = RedisGuard(guard_settings, own_redis)
    await guard.check([FREE])
    yield guard
    await guard.close()


async def admitted(guard: RedisGuard, charge: Charge, times: int) -> int:
    results = [await guard.check([charge]) for _ in range(times)]
    return sum(result.standings[0].wait == 0 for result in results)


async def test_a_server_that_has_lost_the_script_is_given_it(
    guard: RedisGuard, own_redis: Redis
) -> None:
    await guard.check([TEN])
    await own_redis.script_flush()
    (standing,) = (await guard.check([TEN])).standings
    assert standing.remaining == 8


@outages
async def test_a_general_limit_goes_on_at_half_as_much_again(
    guard: RedisGuard, own_valkey: Valkey, outage: Outage
) -> None:
    """Of ten, each of three workers allows five."""
    with outage(own_valkey):
        assert await admitted(guard, TEN, 50) == 5


@outages
async def test_a_restricted_limit_allows_hardly_anything(
    guard: RedisGuard, own_valkey: Valkey, outage: Outage
) -> None:
    with outage(own_valkey):
        assert await admitted(guard, LOGIN, 50) == 5


FORTY = Charge("forty", Quota(limit=40, window=60))


@asynccontextmanager
async def workers(settings: Settings, number: int) -> AsyncIterator[list[RedisGuard]]:
    """The guards of so many processes, which have all reached Valkey before."""
    settings = settings.model_copy(update={"web_concurrency": number})
    async with AsyncExitStack() as stack:
        guards = []
        for _ in range(number):
            client = await stack.enter_async_context(aclosing(create_redis(settings)))
            guards.append(RedisGuard(settings, client))
            stack.push_async_callback(guards[-1].close)
            await guards[-1].check([FREE])
        yield guards


async def burst(guards: Sequence[RedisGuard], valkey: Valkey, outage: Outage) -> list[float]:
    """When requests were admitted of a burst that began before the outage and goes on after it.

    The workers are reached in turn; some requests are under way when the outage begins.
    """
    admitted: list[float] = []

    async def enter(guard: RedisGuard) -> None:
        (standing,) = (await guard.check([FORTY])).standings
        if not standing.wait:
            admitted.append(time.monotonic())

    async def keep_entering(seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.gather(*(enter(guard) for guard in guards))
            await asyncio.sleep(0.02)

    for _ in range(12 // len(guards)):
        await asyncio.gather(*(enter(guard) for guard in guards))
    under_way = [asyncio.create_task(enter(guard)) for guard in guards for _ in range(3)]
    await asyncio.sleep(0)
    with outage(valkey):
        await keep_entering(1.5)
    await keep_entering(2.5)
    await asyncio.gather(*under_way)
    return admitted


def bound(admitted: list[float]) -> float:
    """Return what the limit itself admits in the time that this took."""
    return FORTY.quota.limit * (1 + (max(admitted) - min(admitted)) / FORTY.quota.window)


@outages
async def test_one_worker_admits_the_limit_itself_through_an_outage(
    guard_settings: Settings, own_redis: Redis, own_valkey: Valkey, outage: Outage
) -> None:
    async with workers(guard_settings, 1) as guards:
        admitted = await burst(guards, own_valkey, outage)
    assert FORTY.quota.limit - 2 <= len(admitted) <= bound(admitted) + 1e-3


@outages
async def test_workers_admit_half_as_much_again_through_an_outage(
    guard_settings: Settings, own_redis: Redis, own_valkey: Valkey, outage: Outage
) -> None:
    async with workers(guard_settings, 3) as guards:
        admitted = await burst(guards, own_valkey, outage)
    # What was under way: three of each worker; and one that each has not heard of.
    assert len(admitted) <= 1.5 * bound(admitted) + 3 * (3 + 1)


async def test_a_redis_that_is_only_slow_doubles_nothing(
    guard_settings: Settings, own_redis: Redis, own_valkey: Valkey
) -> None:
    """Each stop is too short for the breaker to open, and long enough to be given up."""
    admitted = 0
    async with workers(guard_settings, 1) as (guard,):
        start = time.monotonic()
        for _ in range(20):
            with frozen(own_valkey):
                results = await asyncio.gather(*(guard.check([FORTY]) for _ in range(2)))
            results.append(await guard.check([FORTY]))
            admitted += sum(not result.standings[0].wait for result in results)
        elapsed = time.monotonic() - start
    assert admitted <= FORTY.quota.limit * (1 + elapsed / FORTY.quota.window)
    assert admitted >= FORTY.quota.limit - 1


@outages
async def test_of_a_session_nothing_is_known(
    guard: RedisGuard, own_valkey: Valkey, outage: Outage
) -> None:
    await guard.check([], "s", valid_for=60)
    with outage(own_valkey):
        assert [(await guard.check([], "s")).session for _ in range(3)] == [UNKNOWN] * 3
        assert (await guard.check([], "s", valid_for=60)).session is VALID
        assert (await guard.check([], "s", valid_for=0)).session is REVOKED


@outages
async def test_one_request_waits_and_the_others_pass(
    guard: RedisGuard, own_valkey: Valkey, outage: Outage
) -> None:
    """Those that open the circuit breaker wait, and then one that tries again after each pause."""
    waited = 0
    with outage(own_valkey):
        start = time.monotonic()
        for _ in range(200):
            check = asyncio.create_task(guard.check([FREE]))
            if not await ends_at_once(check):
                waited += 1
                assert await ends_within(0.5, check)
        tries = int((time.monotonic() - start) / PAUSE)
    assert waited <= FAILURES + tries


@outages
async def test_the_guard_finds_its_way_back(
    guard: RedisGuard, own_valkey: Valkey, outage: Outage
) -> None:
    with outage(own_valkey):
        await guard.check([TEN])
    await asyncio.sleep(PAUSE)
    (standing,) = (await guard.check([TEN])).standings
    assert standing.remaining >= 8, "all but the one that tried was counted elsewhere"


async def test_one_of_a_crowd_tries_a_frozen_valkey_again(
    guard: RedisGuard, own_valkey: Valkey
) -> None:
    with frozen(own_valkey):
        for _ in range(FAILURES):
            await guard.check([FREE])
        await asyncio.sleep(PAUSE)
        first = asyncio.create_task(guard.check([FREE]))
        await asyncio.sleep(0)
        crowd = [asyncio.create_task(guard.check([FREE])) for _ in range(100)]
        for each in crowd:
            assert await ends_at_once(each)
        assert not first.done(), "the crowd did not wait for the one that tries"
        assert await ends_within(0.5, first)


@outages
async def test_a_revocation_during_an_outage_holds_soon_after_it(
    guard: RedisGuard, own_valkey: Valkey, guard_settings: Settings, outage: Outage
) -> None:
    """A Valkey that was only frozen still believes the session valid when it comes back."""
    client = create_redis(guard_settings)
    other = RedisGuard(guard_settings, client)
    await other.check([], "s", valid_for=60)
    with outage(own_valkey):
        await guard.publish_revoked_sessions(["s"])
    await asyncio.sleep(PAUSE)
    assert (await other.check([], "s")).session is REVOKED
    await other.close()
    await client.aclose()


async def test_a_full_valkey_is_no_failure_of_ours(
    guard: RedisGuard, own_redis: Redis, own_valkey: Valkey
) -> None:
    before = (await own_redis.config_get("maxmemory"))["maxmemory"]
    await own_redis.config_set("maxmemory", "1")
    try:
        assert await admitted(guard, TEN, 20) == 5
    finally:
        await own_redis.config_set("maxmemory", before)
