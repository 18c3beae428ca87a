"""Ten thousand sessions, and a hundred thousand counters of limits, beside one of each."""

import asyncio
import contextlib
import itertools
import secrets
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final
from uuid import UUID

import asyncpg
from redis.asyncio import Redis

from impl.features.auth.roles import SCOPES
from impl.security.tokens import TokenService
from impl.settings import Settings
from scripts.bench.comparison import peers
from scripts.bench.comparison.load import measure
from scripts.bench.comparison.run import say
from scripts.bench.comparison.servers import Server, serving, split_cores
from scripts.bench.comparison.surroundings import Surroundings, surroundings
from scripts.bench.comparison.works import USERS, Work, request, seed, works
from scripts.bench.growth.growth import Growth

TITLE: Final = (
    "**Callers**, from one session to 10,000, each with a counter of its own among 100,000: a read "
    "by id, once each has been seen"
)

_LIFETIME: Final = 3600
_SESSIONS: Final = """
    INSERT INTO sessions (id, user_id, scope, refresh_digest, expires_at)
    SELECT gen_random_uuid(), $1, 'users:read', '\\x00', now() + interval '1 day'
    FROM generate_series(1, $2::int)
    RETURNING id
"""
_AT_ONCE: Final = 10_000


def grow(folder: Path, *, quick: bool) -> list[Growth]:
    sessions, counters = (500, 2_000) if quick else (10_000, 100_000)
    cores = split_cores()
    with surroundings() as around, contextlib.ExitStack() as stack:
        environments = {
            "one": around.environment,
            "many": around.environment | {"REDIS_KEY_PREFIX": "many:"},
        }
        servers = {
            name: stack.enter_context(
                serving(peers.service(each), cores.server, folder / f"{name}.log")
            )
            for name, each in environments.items()
        }
        ids = seed(servers["one"].url, around.token)
        (read,) = [work for work in works(around.token, ids) if work.name == "read"]
        say(f"{sessions:,} sessions ...")
        tokens = asyncio.run(_tokens(around, ids[0], sessions))
        asyncio.run(_count(around, counters - sessions))
        asked = {"one": read, "many": _of_many(tokens, ids)}
        windows: dict[str, list[tuple[float, float]]] = {"one": [], "many": []}
        seen = 0.0
        while seen < sessions:  # each is looked up once
            seen += 1e6 / _window(servers["many"], asked["many"])[0]
        for _ in range(3 if quick else 7):
            for name, work in asked.items():
                windows[name].append(_window(servers[name], work))
    return [
        _growth(
            what,
            unit,
            [each[place] for each in windows["one"]],
            [each[place] for each in windows["many"]],
        )
        for place, (what, unit) in enumerate(
            [("between two answers, 32 connections", "µs"), ("of the server's processor", "µs")]
        )
    ]


def _growth(what: str, unit: str, one: list[float], many: list[float]) -> Growth:
    times = median(after / before for before, after in zip(one, many, strict=True))
    return Growth(what, f"{median(one):,.0f} {unit}", f"{median(many):,.0f} {unit}", times, 1.2)


def _window(server: Server, work: Work) -> tuple[float, float]:
    found = measure(
        server.port,
        work.requests().__next__,
        work.status,
        server.process,
        warm_up=0.1,
        seconds=1.0,
    )
    return 1e6 / found.requests_per_second, found.cpu_microseconds


def _of_many(tokens: list[str], ids: list[str]) -> Work:
    asked = [request("GET", f"{USERS}/{ids[0]}", token) for token in tokens]
    endless = itertools.cycle(asked)

    def requests() -> Iterator[bytes]:
        return endless  # goes on where the last window ended

    return Work("many", "read by id", 200, requests)


async def _tokens(around: Surroundings, user_id: str, count: int) -> list[str]:
    """Return tokens of so many sessions, each with a subject of its own, whom limits count."""
    connection = await asyncpg.connect(around.environment["BENCH_DATABASE_URL"])
    try:
        rows = await connection.fetch(_SESSIONS, UUID(user_id), count)
    finally:
        await connection.close()
    environment = around.environment
    tokens = TokenService(
        Settings(
            environment="development",
            jwt_secret_key=environment["JWT_SECRET_KEY"],
            jwt_issuer=environment["JWT_ISSUER"],
            jwt_audience=environment["JWT_AUDIENCE"],
        )
    )
    return [
        tokens.issue_access_token(
            str(row["id"]), SCOPES["admin"], session=str(row["id"]), lifetime=_LIFETIME
        )[0]
        for row in rows
    ]


async def _count(around: Surroundings, counters: int) -> None:
    """Fill Redis with counters of other callers."""
    redis = Redis.from_url(around.environment["REDIS_URL"])
    try:
        for start in range(0, counters, _AT_ONCE):
            async with redis.pipeline(transaction=False) as pipeline:
                for _ in range(min(_AT_ONCE, counters - start)):
                    key = f"many:limit:default|p:{secrets.token_hex(16)}"
                    pipeline.set(key, "1", ex=_LIFETIME)
                await pipeline.execute()
    finally:
        await redis.aclose()
