"""The irreducible work on PostgreSQL and Redis: prepared statements, one script."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
from redis.asyncio import Redis

COLUMNS = "id, email, full_name, created_at, updated_at"
GET = f"SELECT {COLUMNS} FROM users WHERE id = $1 AND deleted_at IS NULL"
NEWEST = (
    f"SELECT {COLUMNS} FROM users WHERE deleted_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2"
)
ADD = f"INSERT INTO users (id, email, full_name) VALUES ($1, $2, $3) RETURNING {COLUMNS}"
ABOVE_ALL = UUID(int=2**128 - 1)

LIMITED = bool(os.environ.get("BENCH_LIMITED"))
LIMIT = 1_000_000
SCRIPT = """
local alive = redis.call('EXISTS', KEYS[1])
local used = redis.call('INCR', KEYS[2])
if used == 1 then redis.call('EXPIRE', KEYS[2], 60) end
return {alive, used}
"""


class Storage:
    """Ten connections, opened when first needed, each with its statements prepared."""

    def __init__(self) -> None:
        self._ready: asyncio.LifoQueue[dict[str, Any]] = asyncio.LifoQueue()
        self._opened = False
        self._redis = Redis.from_url(os.environ["REDIS_URL"])
        self._script = self._redis.register_script(SCRIPT)

    async def first(self, sql: str, *values: Any) -> Any:
        return await self._run(sql, lambda statement: statement.fetchrow(*values))

    async def all(self, sql: str, *values: Any) -> Any:
        return await self._run(sql, lambda statement: statement.fetch(*values))

    async def _run(self, sql: str, execute: Callable[[Any], Awaitable[Any]]) -> Any:
        if not self._opened:
            self._opened = True
            await self._open()
        statements = await self._ready.get()
        try:
            return await execute(statements[sql])
        finally:
            self._ready.put_nowait(statements)

    async def _open(self) -> None:
        for _ in range(10):
            connection = await asyncpg.connect(os.environ["BENCH_DATABASE_URL"])
            self._ready.put_nowait(
                {sql: await connection.prepare(sql) for sql in (GET, NEWEST, ADD)}
            )

    async def is_allowed(self, subject: str) -> bool:
        """The limit and the session's state, in one round trip."""
        if not LIMITED:
            return True
        _alive, used = await self._script(keys=[f"session:{subject}", f"limit:{subject}"])
        return int(used) <= LIMIT
