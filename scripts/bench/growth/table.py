"""A table of a thousand users beside one of a million, each behind a service of its own."""

import asyncio
import contextlib
import itertools
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import UUID

import asyncpg

from impl.consumers import CONSUMERS
from impl.events.outbox import Outbox
from impl.features.users.repository import UserRepository
from impl.settings import Settings
from impl.storage.cursor import CursorSigner
from impl.storage.postgres.prepared import Query
from scripts.bench.comparison import peers
from scripts.bench.comparison.load import measure
from scripts.bench.comparison.run import say
from scripts.bench.comparison.servers import serving, split_cores
from scripts.bench.comparison.surroundings import Surroundings, surroundings
from scripts.bench.comparison.works import USERS, Work, request
from scripts.bench.growth.growth import Growth

TITLE: Final = (
    "**A table of users**, from 1,000 to 1,000,000: microseconds of one request after the other, "
    "and blocks of 8 kB that PostgreSQL looks at for one"
)

_LIMIT: Final = 20
_DISABLED: Final = 15
"""Users of a status that few have, spread over the table: less than a page."""
_FIRST: Final = 0x01990000_0000_7000_8000_000000000000
_FILL: Final = """
    INSERT INTO users (id, email, full_name, status)
    SELECT ('01990000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid,
        number || '@grown.example', 'Ada Lovelace',
        CASE WHEN number % ($1::int / $2::int) = 1 THEN 'disabled' ELSE 'active' END
    FROM generate_series(0, $1::int - 1) AS number
"""


def grow(folder: Path, *, quick: bool) -> list[Growth]:
    sizes = (1_000, 20_000) if quick else (1_000, 1_000_000)
    cores = split_cores()
    with surroundings() as around, contextlib.ExitStack() as stack:
        tables = [asyncio.run(_filled(around, size)) for size in sizes]
        blocks = [
            asyncio.run(_blocks(table["BENCH_DATABASE_URL"], size))
            for table, size in zip(tables, sizes, strict=True)
        ]
        works = [list(_works(around.token, _cursors(around), size)) for size in sizes]
        servers = [
            stack.enter_context(serving(peers.service(table), cores.server, folder / f"{size}.log"))
            for table, size in zip(tables, sizes, strict=True)
        ]
        waits: dict[tuple[str, int], list[float]] = {}
        for _ in range(2 if quick else 7):
            for alike in zip(*works, strict=True):
                for size, server, work in zip(sizes, servers, alike, strict=True):
                    window = measure(
                        server.port,
                        work.requests().__next__,
                        work.status,
                        server.process,
                        warm_up=0.1,
                        seconds=0.3 if quick else 1.0,
                        connections=1,
                    )
                    took = 1e6 / window.requests_per_second
                    waits.setdefault((work.name, size), []).append(took)
    return [
        growth
        for work in works[0]
        for growth in (
            _waits(work, *(waits[work.name, size] for size in sizes)),
            _looks(work, *(each[work.name] for each in blocks)),
        )
    ]


def _waits(work: Work, small: list[float], large: list[float]) -> Growth:
    times = median(after / before for before, after in zip(small, large, strict=True))
    return Growth(work.title, f"{median(small):,.0f} µs", f"{median(large):,.0f} µs", times, 1.3)


def _looks(work: Work, small: int, large: int) -> Growth:
    """A tree of a thousand times as many leaves is one level higher, or two."""
    return Growth(f"{work.title}, blocks", f"{small}", f"{large}", large / small, 2)


async def _filled(around: Surroundings, size: int) -> dict[str, str]:
    """Make a database with so many users; return the environment of its service."""
    say(f"{size:,} users ...")
    url, name = around.environment["BENCH_DATABASE_URL"], f"users_{size}"
    server, _, template = url.rpartition("/")
    await _run(url, f'CREATE DATABASE {name} TEMPLATE "{template}"')
    await _run(f"{server}/{name}", _FILL, size, _DISABLED)
    await _run(f"{server}/{name}", "VACUUM ANALYZE users")
    return around.environment | {
        "DATABASE_URL": around.environment["DATABASE_URL"].rpartition("/")[0] + f"/{name}",
        "BENCH_DATABASE_URL": f"{server}/{name}",
    }


async def _run(url: str, statement: str, *values: Any) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


def _id(number: int) -> UUID:
    return UUID(int=_FIRST + number)


def _cursors(around: Surroundings) -> CursorSigner:
    secret = around.environment["CURSOR_SECRET"]
    return CursorSigner(Settings(environment="development", cursor_secret=secret))


def _works(token: str, cursors: CursorSigner, size: int) -> Iterator[Work]:
    """What is asked of a table of this size; users in the middle of it."""
    ids = [_id(number) for number in range(size // 2, size // 2 + 200)]
    deep = cursors.sign("listUsers -created_at  ", [str(_id(size // 2))])
    pages = {
        "first": ("first page", ""),
        "deep": ("page in the middle", f"&cursor={deep}"),
        "email": ("one e-mail address", f"&email={size // 2}@grown.example"),
        "status": ("a status that few have", "&status=disabled"),
        "by-email": ("first page by address", "&sort=email"),
    }

    def reads() -> Iterator[bytes]:
        return itertools.cycle([request("GET", f"{USERS}/{each}", token) for each in ids])

    def changes() -> Iterator[bytes]:
        for each in itertools.cycle(ids):
            name = {"full_name": f"Ada {secrets.token_hex(6)}"}
            yield request("PATCH", f"{USERS}/{each}", token, name)

    yield Work("read", "read by id", 200, reads)
    for name, (title, query) in pages.items():
        page = request("GET", f"{USERS}?limit={_LIMIT}{query}", token)
        yield Work(name, title, 200, lambda page=page: itertools.repeat(page))  # type: ignore[misc]  # mypy sees no default
    yield Work("write", "PATCH, committed", 200, changes)


async def _blocks(url: str, size: int) -> dict[str, int]:
    """Return how many blocks PostgreSQL looks at for each work, of tables and indexes."""
    connection = await asyncpg.connect(url)
    try:
        explained = _Explained(connection)
        users = UserRepository(explained, Outbox(CONSUMERS))  # type: ignore[arg-type]  # its two sessions
        middle, limit = _id(size // 2), _LIMIT + 1
        asked = {
            "read": users.get(middle),
            "first": users.page(limit=limit),
            "deep": users.page(limit=limit, after=str(middle)),
            "email": users.page(limit=limit, email=f"{size // 2}@grown.example"),
            "status": users.page(limit=limit, status="disabled"),
            "by-email": users.page(limit=limit, sort="email"),
            "write": users.update(middle, full_name="Ada"),
        }
        found = {}
        for name, work in asked.items():
            await work
            found[name] = explained.blocks
        return found
    finally:
        await connection.close()


class _Explained:
    """A unit of work that asks PostgreSQL what its statements have cost, and has no rows."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.read = self.write = self
        self.blocks = 0

    async def first(self, query: Query[Any], **parameters: Any) -> None:
        await self.all(query, **parameters)

    async def all(self, query: Query[Any], **parameters: Any) -> list[Any]:
        values = query.arguments(parameters)
        for _ in range(2):  # the first one also reads what PostgreSQL knows of the table
            plan = await self._connection.fetchval(
                f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query.sql}", *values
            )
        top = json.loads(plan)[0]["Plan"]
        self.blocks = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
        return []
