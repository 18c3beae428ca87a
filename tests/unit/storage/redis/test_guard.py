"""The script on a real server: exact under races, one round trip, sessions that stay revoked."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from exactapi.access.ports import Charge, Quota, SessionState
from pydantic import SecretStr
from redis.asyncio import Redis

from impl.settings import Settings
from impl.storage.redis.client import create_redis
from impl.storage.redis.guard import RedisGuard
from impl.storage.redis.guarded import RedisUnavailable
from impl.storage.redis.local_quotas import Unreported
from tests.monitor import commands_of

TEN = Charge("ten", Quota(limit=10, window=60))
VALID, UNKNOWN, REVOKED = SessionState.VALID, SessionState.UNKNOWN, SessionState.REVOKED


@pytest.fixture
async def guard(settings: Settings, redis: Redis) -> AsyncIterator[RedisGuard]:
    guard = RedisGuard(settings, redis)
    yield guard
    await guard.close()


@pytest.fixture
async def other_guard(settings: Settings) -> AsyncIterator[RedisGuard]:
    """Another worker's."""
    client = create_redis(settings)
    guard = RedisGuard(settings, client)
    yield guard
    await guard.close()
    await client.aclose()


@pytest.fixture
async def guard_without_redis(settings: Settings) -> AsyncIterator[RedisGuard]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = SecretStr(f"redis://127.0.0.1:{port}/0")
    lonely = settings.model_copy(update={"redis_url": url})
    client = create_redis(lonely)
    guard = RedisGuard(lonely, client)
    yield guard
    await guard.close()
    await client.aclose()


async def admitted(guard: RedisGuard, *charges: Charge) -> bool:
    return not any(standing.wait for standing in (await guard.check(charges)).standings)


async def test_a_race_of_fifty_admits_exactly_the_quota(
    guard: RedisGuard, other_guard: RedisGuard
) -> None:
    outcomes = await asyncio.gather(*(admitted(each, TEN) for each in (guard, other_guard) * 25))
    assert sum(outcomes) == 10


async def test_the_standings_count_down_and_the_wait_is_true(guard: RedisGuard) -> None:
    quick = Charge("quick", Quota(limit=2, window=1))
    (first,), (second,), (third,) = [(await guard.check([quick])).standings for _ in range(3)]
    assert (first.remaining, second.remaining, third.remaining) == (1, 0, 0)
    assert 0 < third.wait <= 0.5
    assert third.wait <= third.reset <= 1
    await asyncio.sleep(third.wait)
    assert await admitted(guard, quick)


async def test_all_quotas_are_charged_or_none(guard: RedisGuard) -> None:
    one = Charge("one", Quota(limit=1, window=60))
    assert await admitted(guard, one, TEN)
    assert not await admitted(guard, TEN, one)
    (standing,) = (await guard.check([TEN])).standings
    assert standing.remaining == 8


async def test_a_quota_that_was_larger_before_does_not_lock_out(guard: RedisGuard) -> None:
    await guard.check([Charge("k", Quota(limit=1, window=86_400))])
    quick = Charge("k", Quota(limit=60, window=1))
    (standing,) = (await guard.check([quick])).standings
    assert 0 < standing.wait <= 0.02
    await asyncio.sleep(standing.wait)
    assert await admitted(guard, quick)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_jumps_locks_out_for_no_longer_than_the_window(
    guard: RedisGuard, redis: Redis, settings: Settings, hours: int
) -> None:
    """What is stored lies an hour ahead or behind: as after a jump of the server's clock."""
    key = f"{settings.redis_key_prefix}limit:{TEN.key}"
    assert await admitted(guard, TEN)
    await redis.incrby(key, -hours * 3600 * 1_000_000)
    await redis.persist(key)
    (standing,) = (await guard.check([TEN])).standings
    if hours > 0:  # the count is long over
        assert (standing.remaining, standing.wait) == (9, 0)
    else:
        assert 0 < standing.wait <= 6.01
        assert await redis.pttl(key) <= 60_000
    seconds, micros = await redis.time()
    assert int(await redis.get(key)) <= (seconds + 60) * 1_000_000 + micros


async def test_what_is_stored_goes_away_by_itself(guard: RedisGuard, redis: Redis) -> None:
    await guard.check([TEN], "s", valid_for=3600)
    for key in await redis.keys():
        assert 0 < await redis.ttl(key) <= 60, key


async def test_one_request_is_one_command(
    guard: RedisGuard, redis: Redis, settings: Settings
) -> None:
    await guard.check([TEN], "s", valid_for=60)

    async def ask() -> None:
        for _ in range(3):
            await guard.check([TEN, Charge("other", TEN.quota)], "s")

    assert await commands_of(ask, redis, settings) == ["EVALSHA"] * 3


async def test_an_unknown_session_is_charged_only_once_it_is_known(guard: RedisGuard) -> None:
    assert (await guard.check([TEN], "s")) == (await guard.check([TEN], "s"))
    assert (await guard.check([TEN], "s")).session is UNKNOWN
    result = await guard.check([TEN], "s", valid_for=60)
    assert (result.session, result.standings[0].remaining) == (VALID, 9)
    result = await guard.check([TEN], "s")
    assert (result.session, result.standings[0].remaining) == (VALID, 8)


async def test_no_session_is_believed_longer_than_it_holds(guard: RedisGuard, redis: Redis) -> None:
    await guard.check([], "short", valid_for=0.05)
    await asyncio.sleep(0.1)
    assert (await guard.check([], "short")).session is UNKNOWN
    await guard.check([], "long", valid_for=1e9)
    assert await redis.ttl("app:session:long") <= 30


async def test_forgetting_holds_on_every_worker_at_once(
    guard: RedisGuard, other_guard: RedisGuard
) -> None:
    await guard.check([], "s", valid_for=60)
    assert (await other_guard.check([], "s")).session is VALID
    await other_guard.publish_revoked_sessions(["s"])
    assert (await guard.check([TEN], "s")).session is REVOKED
    assert await admitted(guard, TEN), "the revoked session's requests are not charged"


async def test_a_read_that_began_before_the_revocation_does_not_revive(
    guard: RedisGuard, other_guard: RedisGuard
) -> None:
    assert (await guard.check([TEN], "s")).session is UNKNOWN
    # ... PostgreSQL is read here, and the row is still valid; then it is revoked:
    await other_guard.publish_revoked_sessions(["s"])
    assert (await guard.check([TEN], "s", valid_for=60)).session is REVOKED
    assert (await guard.check([TEN], "s")).session is REVOKED


async def test_a_session_found_revoked_is_not_looked_up_each_time(guard: RedisGuard) -> None:
    assert (await guard.check([], "s", valid_for=0)).session is REVOKED
    assert (await guard.check([], "s")).session is REVOKED


async def test_a_flushed_server_knows_no_session(guard: RedisGuard, redis: Redis) -> None:
    await guard.check([], "s", valid_for=60)
    await redis.flushdb()
    assert (await guard.check([], "s")).session is UNKNOWN


async def test_without_redis_sessions_are_unknown_and_quotas_local(
    guard_without_redis: RedisGuard,
) -> None:
    guard = guard_without_redis
    assert (await guard.check([TEN], "s")).session is UNKNOWN
    assert (await guard.check([TEN], "s", valid_for=0)).session is REVOKED
    assert (await guard.check([TEN], "s", valid_for=60)).session is VALID
    assert (await guard.check([TEN], "s", valid_for=60)).session is VALID, "after a charge as well"
    assert (await guard.check([TEN], "s")).session is UNKNOWN
    assert (await guard.check([TEN], "s", valid_for=0)).session is REVOKED
    assert [await admitted(guard, TEN) for _ in range(20)].count(True) == 8


async def test_a_reset_counts_anew_on_every_worker(
    guard: RedisGuard, other_guard: RedisGuard
) -> None:
    assert [await admitted(guard, TEN) for _ in range(11)].count(True) == 10
    await other_guard.reset(TEN)
    assert [await admitted(guard, TEN) for _ in range(11)].count(True) == 10


async def test_without_redis_a_reset_is_of_this_process(guard_without_redis: RedisGuard) -> None:
    guard = guard_without_redis
    assert [await admitted(guard, TEN) for _ in range(20)].count(True) == 10
    await guard.reset(TEN)
    assert [await admitted(guard, TEN) for _ in range(20)].count(True) == 10


async def test_a_revocation_that_redis_misses_is_told_later(
    guard: RedisGuard, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guard.check([], "s", valid_for=60)

    def refuse(**_options: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(redis, "pipeline", refuse)
        await guard.publish_revoked_sessions(["s"])
    assert (await guard.check([], "s")).session is VALID
    for _ in range(100):
        if (await guard.check([], "s")).session is REVOKED:
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("Redis was never told")


async def test_a_session_in_doubt_is_asked_for_each_time(
    guard: RedisGuard, other_guard: RedisGuard
) -> None:
    """Its revocation may be committed any moment: what was read as valid is not kept."""
    await guard.check([], "s", valid_for=60)
    await other_guard.mark_sessions_uncertain(["s"])
    for _ in range(2):
        assert (await guard.check([TEN], "s")).session is UNKNOWN
        assert (await guard.check([TEN], "s", valid_for=60)).session is VALID
    assert (await guard.check([TEN], "s", valid_for=0)).session is REVOKED
    assert (await guard.check([TEN], "s")).session is REVOKED


async def test_doubt_and_the_end_of_many_sessions_are_told_together(
    guard: RedisGuard, redis: Redis
) -> None:
    sessions = [f"{number}" for number in range(100)]
    await guard.mark_sessions_uncertain(sessions)
    assert {await redis.get(f"app:session:{each}") for each in sessions} == {b"?"}
    await guard.publish_revoked_sessions(sessions)
    assert {await redis.get(f"app:session:{each}") for each in sessions} == {b"0"}
    for each in sessions:
        assert 30 < await redis.ttl(f"app:session:{each}") <= 60, "longer than it is cached"


async def test_what_was_counted_without_redis_is_counted_by_it_later(
    guard: RedisGuard, other_guard: RedisGuard, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guard.check([TEN])
    with monkeypatch.context() as patch:

        async def stay_away(*_command: object) -> None:
            raise RedisUnavailable(asked=False)

        patch.setattr(guard.redis, "ask", stay_away)
        assert [await admitted(guard, TEN) for _ in range(4)] == [True] * 4
    assert (await other_guard.check([TEN])).standings[0].remaining == 8, "not told yet"
    assert (await guard.check([TEN])).standings[0].remaining == 3
    assert (await other_guard.check([TEN])).standings[0].remaining == 2


async def test_what_redis_may_have_counted_is_not_counted_twice(
    guard: RedisGuard, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guard.check([TEN])
    ask = guard.redis.ask
    with monkeypatch.context() as patch:

        async def lose_the_answer(*command: Any) -> None:
            await ask(*command)
            raise RedisUnavailable(asked=True)

        patch.setattr(guard.redis, "ask", lose_the_answer)
        assert await admitted(guard, TEN)
    assert (await guard.check([TEN])).standings[0].remaining == 7


async def test_a_thousand_counters_and_more_are_told_at_once(
    guard: RedisGuard, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    charges = [Charge(f"{number}", TEN.quota) for number in range(2500)]
    with monkeypatch.context() as patch:

        async def stay_away(*_command: object) -> None:
            raise RedisUnavailable(asked=False)

        patch.setattr(guard.redis, "ask", stay_away)
        for charge in charges:
            await guard.check([charge])
    await guard.check([TEN])
    assert len(await redis.keys("app:limit:*")) == 2501
    assert (await guard.check([charges[-1]])).standings[0].remaining == 8


async def test_settling_never_takes_more_than_the_window(guard: RedisGuard, redis: Redis) -> None:
    pending = Unreported(TEN.quota, arrival=0.0, floor=0.0, units=25)
    guard._local.unreported["ten"] = pending
    (standing,) = (await guard.check([TEN])).standings
    assert (standing.remaining, standing.wait) == (0, pytest.approx(6, abs=0.1))
    assert await redis.ttl("app:limit:ten") <= 60


async def test_a_cancelled_request_changes_no_other_result(guard: RedisGuard) -> None:
    await guard.check([TEN], "s", valid_for=60)
    tasks = [asyncio.create_task(guard.check([], "s")) for _ in range(100)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in results[::2])
    assert all(each.session is VALID for each in results[1::2])
