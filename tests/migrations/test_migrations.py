import asyncio
import os
import sys

import asyncpg
import pytest
from alembic import command
from alembic.config import Config

from impl.settings import Settings
from tests.migrations.databases import libpq_url, run_sql
from tests.service import ROOT, alembic_config


@pytest.fixture
def config(empty_database: Settings) -> Config:
    return alembic_config(empty_database)


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


@pytest.mark.slow
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
