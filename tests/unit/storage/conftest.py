"""Storage is tested on both event loops: production runs on uvloop, which differs in details."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from impl.storage import Database
from tests.unit.storage.notes import CREATE

_LOOPS = {name: ("asyncio", {"use_uvloop": name == "uvloop"}) for name in ("asyncio", "uvloop")}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "anyio_backend" in metafunc.fixturenames:
        metafunc.parametrize(
            "anyio_backend", _LOOPS.values(), ids=_LOOPS, indirect=True, scope="session"
        )


@pytest.fixture
async def notes(shared_database: Database) -> AsyncIterator[Database]:
    """A database with a table of notes, which is empty and goes with the test."""
    await _execute(shared_database, "DROP TABLE IF EXISTS notes", CREATE)
    yield shared_database
    await _execute(shared_database, "DROP TABLE notes")


async def _execute(database: Database, *statements: str) -> None:
    session = database.write()
    for statement in statements:
        await session.execute(text(statement))
    await session.commit()
    await session.close()
