"""What PostgreSQL itself says of the sessions of a service."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

_SESSIONS = """
SELECT count(*) AS open,
       count(*) FILTER (WHERE state = 'active') AS active,
       count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS in_transaction,
       (SELECT count(*) FROM pg_locks
        JOIN pg_stat_activity USING (pid)
        WHERE application_name = 'users-service') AS locks
FROM pg_stat_activity WHERE application_name = 'users-service'
"""


@dataclass(frozen=True, slots=True)
class Sessions:
    """How many there are, what they do, and the locks that they hold or wait for."""

    open: int
    active: int
    in_transaction: int
    locks: int

    @property
    def are_idle(self) -> bool:
        return not (self.active or self.in_transaction or self.locks)


async def sessions(connection: Any) -> Sessions:
    return Sessions(**dict(await connection.fetchrow(_SESSIONS)))


async def idle_sessions(connection: Any, patience: float = 10) -> Sessions:
    """Wait until they are idle; returns the last that was seen, idle or not."""
    deadline = time.monotonic() + patience
    while True:
        seen = await sessions(connection)
        if seen.are_idle or time.monotonic() > deadline:
            return seen
        await asyncio.sleep(0.05)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
