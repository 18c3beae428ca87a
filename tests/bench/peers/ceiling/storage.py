"""The irreducible work on PostgreSQL and Redis: prepared statements, one script."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
from redis.asyncio import Redis

COLUMNS = "id, email, full_name, role, status, created_at, updated_at"
GET = f"SELECT {COLUMNS} FROM users WHERE id = $1 AND deleted_at IS NULL"
NEWEST = f"SELECT {COLUMNS} FROM users WHERE deleted_at IS NULL ORDER BY id DESC LIMIT $1"
RENAME = (
    "UPDATE users SET full_name = $2, updated_at = now() "
    f"WHERE id = $1 AND deleted_at IS NULL RETURNING {COLUMNS}"
)

GUARD = (Path(__file__).parents[4] / "impl" / "storage" / "redis" / "guard.lua").read_text()
"""The service's own script: the session's state and the limit in one round trip."""
LIMIT = 60_000_000
WINDOW = 60_000_000
"""Microseconds."""
SESSION_KNOWN = 30_000
"""Milliseconds for which a session that Redis has not seen is taken to be valid."""


class Storage:
    """Ten connections, opened when first needed, each with its statements prepared."""

    def __init__(self) -> None:
        self._ready: asyncio.LifoQueue[dict[str, Any]] = asyncio.LifoQueue()
        self._opened = False
        self._redis = Redis.from_url(os.environ["REDIS_URL"])
        self._guard = self._redis.register_script(GUARD)

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
                {sql: await connection.prepare(sql) for sql in (GET, NEWEST, RENAME)}
            )

    async def is_allowed(self, subject: str, session: str) -> bool:
        """Return whether the session holds and the limit has room."""
        state, *standing = await self._guard(
            keys=[f"bench:limit:{subject}", f"bench:session:{session}"],
            args=[SESSION_KNOWN, LIMIT, WINDOW / LIMIT],
        )
        return state == 1 and standing[2] == 0
