"""Types of enums come and go with the migrations that `task revision` writes for them."""

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Column, Enum, Integer, Table

from impl.settings import Settings
from impl.tables import metadata
from tests.migrations.databases import libpq_url, run_sql
from tests.service import ROOT

VALUES = """
    SELECT string_agg(enumlabel, ' ' ORDER BY enumsortorder) AS labels
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid WHERE typname = 'colour'
"""


@pytest.fixture
def config(empty_database: Settings, tmp_path: Path) -> Config:
    """Migrations that a test may add to."""
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    config = Config()
    config.set_main_option("script_location", str(tmp_path / "migrations").replace("%", "%%"))
    config.attributes["settings"] = empty_database
    command.upgrade(config, "head")
    return config


@contextmanager
def paints(*colours: str) -> Iterator[None]:
    """A table of the service with an enum of these values, for as long as the block lasts."""
    columns = (
        Column("id", Integer, primary_key=True),
        Column("colour", Enum(*colours, name="colour")),
    )
    table = Table("paints", metadata, *columns)
    try:
        yield
    finally:
        metadata.remove(table)


def revise(config: Config, message: str) -> str:
    """Let `task revision` write a migration; return its text."""
    script = command.revision(config, message, autogenerate=True)
    assert script is not None
    assert not isinstance(script, Sequence)
    return Path(str(script.path)).read_text()


def colours(settings: Settings) -> str | None:
    (row,) = asyncio.run(run_sql(libpq_url(settings), VALUES))
    return None if row["labels"] is None else str(row["labels"])


def test_a_type_comes_and_goes_with_its_table(config: Config, empty_database: Settings) -> None:
    with paints("red", "blue"):
        revise(config, "add paints")
        for _ in range(2):
            command.upgrade(config, "head")
            assert colours(empty_database) == "red blue"
            command.check(config)
            command.downgrade(config, "-1")
            assert colours(empty_database) is None


def test_a_new_value_is_found_and_taken_back(config: Config, empty_database: Settings) -> None:
    with paints("red", "blue"):
        revise(config, "add paints")
        command.upgrade(config, "head")
    with paints("red", "green", "blue"):
        revise(config, "add green")
        command.upgrade(config, "head")
        assert colours(empty_database) == "red green blue"
        command.check(config)
        command.downgrade(config, "-1")
        assert colours(empty_database) == "red blue"
        command.upgrade(config, "head")
    revise(config, "remove paints")
    command.upgrade(config, "head")
    assert colours(empty_database) is None
    command.downgrade(config, "-1")
    assert colours(empty_database) == "red green blue"


def test_what_has_no_enum_is_revised_as_before(config: Config) -> None:
    assert "pass" in revise(config, "nothing")
