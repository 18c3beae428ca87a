import asyncio
import os
import sys
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import pytest
from alembic import command
from alembic.config import Config

from impl.settings import Settings
from scripts.dev.postgresql import PostgreSQL
from tests.service import ROOT, alembic_config, settings_for


async def run_sql(url: str, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(sql)
    finally:
        await connection.close()


@pytest.fixture
def empty_database(postgresql: PostgreSQL) -> Iterator[Settings]:
    """A database that no migration has seen."""
    name = f"migrations_{uuid4().hex}"
    asyncio.run(run_sql(postgresql.libpq_url, f"CREATE DATABASE {name}"))
    yield settings_for(postgresql.url.rpartition("/")[0] + f"/{name}", "redis://unused")
    asyncio.run(run_sql(postgresql.libpq_url, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def config(empty_database: Settings) -> Config:
    return alembic_config(empty_database)


def libpq_url(settings: Settings) -> str:
    return settings.database_url.get_secret_value().replace("+asyncpg", "")


def schema(settings: Settings) -> list[asyncpg.Record]:
    columns = """
        SELECT table_name, column_name, data_type, is_nullable, column_default
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
    """
    indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    url = libpq_url(settings)
    return asyncio.run(run_sql(url, columns)) + asyncio.run(run_sql(url, indexes))


def test_up_down_up_ends_where_up_ended(config: Config, empty_database: Settings) -> None:
    command.upgrade(config, "head")
    first = schema(empty_database)
    command.downgrade(config, "base")
    names = {row["table_name"] for row in schema(empty_database) if "table_name" in row}
    assert names == {"alembic_version"}
    command.upgrade(config, "head")
    assert schema(empty_database) == first


def test_the_migrations_build_what_the_tables_say(config: Config) -> None:
    command.upgrade(config, "head")
    command.check(config)  # raises when autogenerate would find something to do


def test_two_at_once_migrate_once(empty_database: Settings) -> None:
    async def start() -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "alembic", "upgrade", "head"),
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": libpq_url(empty_database)},
            stderr=asyncio.subprocess.PIPE,
        )
        _, errors = await process.communicate()
        return process.returncode or 0, errors.decode()

    async def both() -> list[tuple[int, str]]:
        return await asyncio.gather(start(), start())

    results = asyncio.run(both())
    assert [code for code, _ in results] == [0, 0], results
    versions = asyncio.run(run_sql(libpq_url(empty_database), "SELECT * FROM alembic_version"))
    assert len(versions) == 1
