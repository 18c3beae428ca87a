"""The irreducible work on PostgreSQL and Redis: prepared statements, one script."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from redis.asyncio import Redis

COLUMNS = "id, email, full_name, role, status, created_at, updated_at"
GET = f"SELECT {COLUMNS} FROM users WHERE id = $1 AND deleted_at IS NULL"
NEWEST = f"SELECT {COLUMNS} FROM users WHERE deleted_at IS NULL ORDER BY id DESC LIMIT $1"
RENAME = (Path(__file__).parents[1] / "rename.sql").read_text()
CONSUMERS = os.environ["BENCH_CONSUMERS"].split()

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
        self._ready: asyncio.LifoQueue[tuple[Any, dict[str, Any]]] = asyncio.LifoQueue()
        self._opened = False
        self._redis = Redis.from_url(os.environ["REDIS_URL"])
        self._guard = self._redis.register_script(GUARD)

    async def first(self, sql: str, *values: Any) -> Any:
        async with self._connection() as (_, statements):
            return await statements[sql].fetchrow(*values)

    async def all(self, sql: str, *values: Any) -> Any:
        async with self._connection() as (_, statements):
            return await statements[sql].fetch(*values)

    async def rename(self, user_id: UUID, full_name: str) -> Any:
        """Change the name and publish the event, in a transaction, as the service does."""
        async with self._connection() as (connection, statements), connection.transaction():
            return await statements[RENAME].fetchrow(
                user_id, full_name, secrets.token_hex(16), CONSUMERS
            )

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[Any, dict[str, Any]]]:
        if not self._opened:
            self._opened = True
            await self._open()
        ready = await self._ready.get()
        try:
            yield ready
        finally:
            self._ready.put_nowait(ready)

    async def _open(self) -> None:
        for _ in range(10):
            connection = await asyncpg.connect(os.environ["BENCH_DATABASE_URL"])
            statements = (GET, NEWEST, RENAME)
            self._ready.put_nowait(
                (connection, {sql: await connection.prepare(sql) for sql in statements})
            )

    async def is_allowed(self, subject: str, session: str) -> bool:
        """Return whether the session holds and the limit has room."""
        state, *standing = await self._guard(
            keys=[f"bench:limit:{subject}", f"bench:session:{session}"],
            args=[SESSION_KNOWN, LIMIT, WINDOW / LIMIT],
        )
        return state == 1 and standing[2] == 0
