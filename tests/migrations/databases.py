"""SQL beside the service, as an operator would send it."""

import asyncpg

from impl.settings import Settings


async def run_sql(url: str, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(sql)
    finally:
        await connection.close()


def libpq_url(settings: Settings) -> str:
    return settings.database_url.get_secret_value().replace("+asyncpg", "")
