"""Measure the processor time of the request guard: `task bench:guard`.

Compared are the guard and redis-py alone running the same script from its pool, with 1, 8 and 32
requests at once, in turns. Redis' own work is not counted, nor the waiting.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, Final

import uvloop
from exactapi.access.ports import Charge, Quota
from pydantic import SecretStr
from redis.asyncio import Redis

from impl.settings import Settings
from impl.storage.redis.client import create_redis
from impl.storage.redis.guard import RedisGuard
from scripts.dev.servers.valkey import Valkey

_AT_ONCE: Final = (1, 8, 32)
_ROUNDS: Final = 9
_TIMES: Final = 2048
_CHARGE: Final = Charge("default|p:4dd0b7f6-93c8-4d53-9be2-9db0f2a2a7e5", Quota(1_000_000, 60))
_SESSION: Final = "01939c5e-7c1a-7b8e-9d51-6d4f1f0c6a52"
_SCRIPT: Final = Path(__file__).parents[2] / "impl" / "storage" / "redis" / "guard.lua"

Work = Callable[[], Awaitable[Any]]


def main() -> int:
    with (
        tempfile.TemporaryDirectory() as folder,
        Valkey(Path(folder), durable=False) as valkey,
    ):
        uvloop.run(_compare(Settings(environment="development", redis_url=SecretStr(valkey.url))))
    return 0


async def _compare(settings: Settings) -> None:
    redis = create_redis(settings)
    pooled = Redis.from_url(settings.redis_url.get_secret_value())
    guard = RedisGuard(settings, redis)
    script: Any = pooled.register_script(_SCRIPT.read_text())
    keys, arguments = ["limit", "session"], [30_000, 1_000_000, 60.0]
    await guard.check([_CHARGE], _SESSION, valid_for=60)
    works: Mapping[str, Work] = {
        "redis-py's pool": lambda: script(keys=keys, args=arguments),
        "the guard": lambda: guard.check([_CHARGE], _SESSION),
    }
    print(f"{'microseconds per call':24}" + "".join(f"{width:>8} at once" for width in _AT_ONCE))
    columns = [await _measure(works, width) for width in _AT_ONCE]
    for name in works:
        print(f"{name:24}" + "".join(f"{column[name]:16.1f}" for column in columns))
    await guard.close()
    await redis.aclose()
    await pooled.aclose()


async def _measure(works: Mapping[str, Work], width: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(_ROUNDS):
        for name, work in works.items():
            start = time.process_time()
            await asyncio.gather(*(_repeat(work, _TIMES // width) for _ in range(width)))
            taken[name].append((time.process_time() - start) / _TIMES * 1e6)
    return {name: median(each) for name, each in taken.items()}


async def _repeat(work: Work, times: int) -> None:
    for _ in range(times):
        await work()


if __name__ == "__main__":
    raise SystemExit(main())
