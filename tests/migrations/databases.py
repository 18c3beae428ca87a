"""SQL beside the service, as an operator would send it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import asyncpg

from impl.settings import Settings
from tests.servers import Servers
from tests.service import settings_for


@contextmanager
def unmigrated(servers: Servers) -> Iterator[Settings]:
    """A database that no migration has seen, for as long as the block lasts."""
    name = f"migrations_{uuid4().hex}"
    asyncio.run(run_sql(servers.libpq_url, f"CREATE DATABASE {name}"))
    yield settings_for(servers.database(name), "redis://unused")
    asyncio.run(run_sql(servers.libpq_url, f"DROP DATABASE {name} WITH (FORCE)"))


async def run_sql(url: str, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(sql)
    finally:
        await connection.close()


def libpq_url(settings: Settings) -> str:
    return settings.database_url.get_secret_value().replace("+asyncpg", "")
