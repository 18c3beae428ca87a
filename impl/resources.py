"""What lives as long as the process: created from the settings, closed by the lifespan.

Creating it opens no connection, so the service starts, and stays up, while PostgreSQL or Redis is
away; pools connect on first use, and again after a loss.
"""

from dataclasses import dataclass
from typing import Self

from redis.asyncio import Redis

from impl.events.consumers import Consumers
from impl.events.outbox import Outbox
from impl.observability.metrics import Metrics
from impl.outbound.client import HTTPClient
from impl.outbound.pwned_passwords import (  # feature: accounts
    PwnedPasswords,
    create_pwned_passwords,
)
from impl.realtime.channels import NO_CHANNELS, Channels  # feature: realtime
from impl.realtime.realtime import Realtime  # feature: realtime
from impl.security.passwords import BcryptHasher, PasswordHasher  # feature: accounts
from impl.security.tokens import TokenService  # feature: accounts
from impl.settings import Settings
from impl.storage.cursor import CursorSigner
from impl.storage.postgres.sessions import Database
from impl.storage.probe import Probe  # feature: health
from impl.storage.redis.cache import RedisCache
from impl.storage.redis.client import (
    check_redis,  # feature: health
    create_redis,
)
from impl.storage.redis.guard import RedisGuard


@dataclass(frozen=True, slots=True)
class Resources:
    settings: Settings
    database: Database
    outbox: Outbox
    redis: Redis
    guard: RedisGuard
    cache: RedisCache
    cursors: CursorSigner
    http: HTTPClient
    passwords: PasswordHasher  # feature: accounts
    pwned_passwords: PwnedPasswords | None  # feature: accounts
    tokens: TokenService  # feature: accounts
    realtime: Realtime  # feature: realtime
    database_probe: Probe  # feature: health
    redis_probe: Probe  # feature: health

    @classmethod
    def create(
        cls,
        settings: Settings,
        consumers: Consumers,
        channels: Channels = NO_CHANNELS,  # feature: realtime
    ) -> Self:
        """A process that serves no sockets needs no channels."""
        database = Database(settings)
        redis = create_redis(settings)
        http = HTTPClient(settings.outbound_max_connections)
        guard = RedisGuard(settings, redis)
        return cls(
            settings=settings,
            database=database,
            outbox=Outbox(consumers),
            redis=redis,
            guard=guard,
            cache=RedisCache(settings, guard.redis),
            cursors=CursorSigner(settings),
            http=http,
            passwords=BcryptHasher(  # feature: accounts
                settings.password_pepper.get_secret_value(), settings.password_hash_cost
            ),
            pwned_passwords=create_pwned_passwords(settings, http),  # feature: accounts
            tokens=TokenService(settings),  # feature: accounts
            realtime=Realtime(settings, redis, channels),  # feature: realtime
            database_probe=Probe("postgresql", database.ping),  # feature: health
            redis_probe=Probe(  # feature: health
                "redis", lambda: check_redis(redis, settings.redis_key_prefix)
            ),
        )

    def report_to(self, metrics: Metrics) -> None:
        """Show the state of the connections to PostgreSQL and Redis."""
        database, guard = self.database, self.guard
        metrics.gauge(
            "db_client_connections_used",
            "Connections to PostgreSQL that run statements.",
            lambda: database.used_connections,
        )
        metrics.gauge(
            "db_client_connections_waiting",
            "Callers that wait for a connection to PostgreSQL.",
            lambda: database.waiting_for_connections,
        )
        metrics.gauge(
            "redis_circuit_open",
            "1 while Redis is taken to be away: sessions and limits go on without it.",
            lambda: guard.is_away,
        )

    async def close(self) -> None:
        self.passwords.close()  # feature: accounts
        await self.http.close()
        await self.guard.close()
        await self.redis.aclose()
        await self.database.close()
