"""What lives as long as the process: created from the settings, closed by the lifespan.

Creating it opens no connection, so the service starts, and stays up, while PostgreSQL or Redis is
away; pools connect on first use, and again after a loss.
"""

from dataclasses import dataclass
from typing import Self

from redis.asyncio import Redis

from impl.security.passwords import BcryptHasher, PasswordHasher
from impl.security.tokens import TokenService
from impl.settings import Settings
from impl.storage.cursor import CursorSigner
from impl.storage.postgres.sessions import Database
from impl.storage.probe import Probe
from impl.storage.redis.client import check_redis, create_redis
from impl.storage.redis.guard import RedisGuard


@dataclass(frozen=True, slots=True)
class Resources:
    settings: Settings
    database: Database
    redis: Redis
    guard: RedisGuard
    cursors: CursorSigner
    passwords: PasswordHasher
    tokens: TokenService
    database_probe: Probe
    redis_probe: Probe

    @classmethod
    def create(cls, settings: Settings) -> Self:
        database = Database(settings)
        redis = create_redis(settings)
        return cls(
            settings=settings,
            database=database,
            redis=redis,
            guard=RedisGuard(settings, redis),
            cursors=CursorSigner(settings),
            passwords=BcryptHasher(
                settings.password_pepper.get_secret_value(), settings.password_hash_cost
            ),
            tokens=TokenService(settings),
            database_probe=Probe("postgresql", database.ping),
            redis_probe=Probe("redis", lambda: check_redis(redis, settings.redis_key_prefix)),
        )

    async def close(self) -> None:
        self.passwords.close()
        await self.guard.close()
        await self.redis.aclose()
        await self.database.close()
