"""A Redis client with a deadline for each command and a circuit breaker.

All commands of a process share one connection. Each waits at most `redis_patience` seconds, or
`redis_timeout` until Redis has answered for the first time, because connecting takes longer.
"""

from typing import Any

import structlog
from redis.exceptions import NoScriptError

from impl.circuit_breaker import CircuitBreaker, ConsecutiveFailures, State
from impl.settings import Settings
from impl.storage.redis.client import create_redis, is_away
from impl.storage.redis.pipeline import Pipeline, Word

_log = structlog.get_logger(__name__)


class RedisUnavailable(Exception):
    """Redis did not answer or refused; `asked` is False if the command was not even sent."""

    def __init__(self, *, asked: bool) -> None:
        super().__init__()
        self.asked = asked


class GuardedRedis:
    """Shared by all requests of the process; connects when first needed, and again after a loss."""

    def __init__(self, settings: Settings) -> None:
        self._redis = create_redis(settings, bounded=False)
        self._timeout = settings.redis_timeout
        self._lasting_patience = settings.redis_patience
        self._patience = settings.redis_timeout
        self._breaker = CircuitBreaker(
            ConsecutiveFailures(settings.breaker_failure_threshold),
            settings.breaker_recovery_seconds,
        )
        self._pipeline: Pipeline | None = None

    @property
    def state(self) -> State:
        """Return the state of the circuit breaker."""
        return self._breaker.state

    async def ask(self, *command: Word) -> Any:
        """Return Redis' reply to the command.

        Raises:
            RedisUnavailable: go on without Redis.
            NoScriptError: Redis does not know the script.
        """
        permit = self._breaker.acquire()
        if permit is None:
            raise RedisUnavailable(asked=False)
        pipeline = self._connected()
        try:
            answer = await pipeline.send(self._patience, *command)
        except NoScriptError:
            self._note_success(permit)
            raise
        except BaseException as error:
            if not is_away(error):
                self._breaker.released(permit)
                raise
            if self._breaker.failed(permit):
                _log.warning("redis_away", error=type(error).__name__, reason=str(error))
                # The trial call connects anew: the primary may have become a replica.
                pipeline.end("circuit open")
            raise RedisUnavailable(asked=True) from error
        self._note_success(permit)
        return answer

    async def close(self) -> None:
        if self._pipeline is not None:
            await self._pipeline.close()
        await self._redis.aclose()

    def _connected(self) -> Pipeline:
        if self._pipeline is None or self._pipeline.is_over:
            make: Any = self._redis.connection_pool.make_connection  # untyped upstream
            connection = make()
            self._pipeline = Pipeline(connection, self._timeout)
        return self._pipeline

    def _note_success(self, permit: int) -> None:
        self._patience = self._lasting_patience
        if self._breaker.succeeded(permit):
            _log.info("redis_back")
