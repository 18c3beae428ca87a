"""Checks the session and charges the rate limits of a request, in one round trip to Redis.

Without Redis no request waits and none fails: quotas are counted in the process, from where Redis
left them (see `local_quotas` for the bounds), and PostgreSQL decides about sessions.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from exactapi.access.ports import Charge, GuardResult, SessionState, Standing
from redis.asyncio import Redis

from impl.circuit_breaker import State
from impl.settings import Settings
from impl.storage.redis.guarded import GuardedRedis, RedisUnavailable
from impl.storage.redis.local_quotas import LocalQuotas
from impl.storage.redis.pipeline import Word
from impl.storage.redis.revocations import REMEMBERED, Revocations, session_key
from impl.storage.redis.script import Script

_CHECK: Final = Script("guard.lua")
_SETTLE: Final = Script("settle.lua")
_AT_ONCE: Final = 1000
"""Counters that one script settles; it keeps Redis busy for about a millisecond."""


class RedisGuard:
    """Shared by all requests of the process; `redis` is its line to Redis, for others to use."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        self._prefix = settings.redis_key_prefix
        self._limits = f"{self._prefix}limit:"
        self._cap = settings.session_cache_seconds
        self.redis = GuardedRedis(settings)
        self._local = LocalQuotas(settings.web_concurrency, settings.rate_limit_scale)
        self._settling: asyncio.Task[bool] | None = None
        self._revocations = Revocations(redis, self._prefix, self._cap)

    @property
    def is_away(self) -> bool:
        """Return whether Redis is not asked for the time being: the circuit is open."""
        return self.redis.state is not State.CLOSED

    async def check(
        self, charges: Sequence[Charge], session: str | None = None, valid_for: float | None = None
    ) -> GuardResult:
        """See `RequestGuard.check`."""
        if self._local.unreported and not await self._settle():
            return self._check_locally(charges, session, valid_for)
        command = self._command(charges, session, valid_for)
        try:
            result = _result(await _CHECK.run(self.redis, *command))
        except RedisUnavailable as away:
            return self._check_locally(charges, session, valid_for, asked=away.asked)
        if result.standings:
            self._local.observe(charges, result.standings)
        return result

    async def reset(self, charge: Charge) -> None:
        """Count as if nothing had been charged there; without Redis, in this process only."""
        self._local.reset(charge)
        with suppress(RedisUnavailable):
            await self.redis.ask("DEL", self._limit_key(charge.key))

    async def mark_sessions_uncertain(self, sessions: Sequence[str]) -> None:
        """Make every worker ask PostgreSQL about these sessions for a while.

        Call it before a revocation is committed: should the process die before
        `publish_revoked_sessions`, no worker takes the sessions for valid. Without Redis this does
        nothing.
        """
        if self.redis.state is not State.OPEN:
            await self._revocations.mark_uncertain(sessions)

    async def publish_revoked_sessions(self, sessions: Sequence[str]) -> None:
        """Revoke the sessions on every worker. Call it once the revocation is committed.

        While Redis is away, a task in the background tries again until Redis knows.
        """
        await self._revocations.publish(sessions)

    async def close(self) -> None:
        if self._settling is not None:
            self._settling.cancel()
        await self._revocations.close()
        await self.redis.close()

    def _command(
        self, charges: Sequence[Charge], session: str | None, valid_for: float | None
    ) -> list[Word]:
        keys = [f"{self._limits}{key}" for key, _ in charges]
        if session is not None:
            keys.append(session_key(self._prefix, session))
        command: list[Word] = [len(keys), *keys, self._milliseconds(valid_for)]
        for _, quota in charges:
            command += quota.limit, quota.window * 1_000_000 / quota.limit
        return command

    def _limit_key(self, key: str) -> str:
        return f"{self._limits}{key}"

    def _milliseconds(self, valid_for: float | None) -> int:
        if valid_for is None:
            return 0
        if valid_for <= 0:
            return -1000 * REMEMBERED
        return max(1, int(1000 * min(valid_for, self._cap)))

    def _check_locally(
        self,
        charges: Sequence[Charge],
        session: str | None,
        valid_for: float | None,
        *,
        asked: bool = False,
    ) -> GuardResult:
        if session is not None:
            if valid_for is None:
                return GuardResult(SessionState.UNKNOWN)
            if valid_for <= 0:
                return GuardResult(SessionState.REVOKED)
        return GuardResult(SessionState.VALID, self._local.charge(charges, asked=asked))

    async def _settle(self) -> bool:
        """Report what was counted here; return whether Redis knows all of it and may be asked.

        All requests wait for the one report, except while it is the breaker's trial call.
        """
        state = self.redis.state
        if state is State.OPEN:
            return False
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._report_all())
        elif state is State.HALF_OPEN:
            return False
        return await asyncio.shield(self._settling)

    async def _report_all(self) -> bool:
        unreported = list(self._local.unreported.items())
        for start in range(0, len(unreported), _AT_ONCE):
            some = dict(unreported[start : start + _AT_ONCE])
            command: list[Word] = [len(some), *map(self._limit_key, some)]
            for pending in some.values():
                window = pending.quota.window * 1_000_000
                floor = int(1_000_000 * self._local.floor(pending))
                command += window / pending.quota.limit, window, floor, pending.units
            try:
                resets = await _SETTLE.run(self.redis, *command)
            except RedisUnavailable:
                return False
            self._local.settled(some, [reset / 1_000_000 for reset in resets])
        return True


_STATES: Final = {state.value: state for state in SessionState}


def _result(reply: list[int]) -> GuardResult:
    standings = [
        Standing(reply[place], reply[place + 1] / 1_000_000, reply[place + 2] / 1_000_000)
        for place in range(1, len(reply), 3)
    ]
    return GuardResult(_STATES[reply[0]], standings)
