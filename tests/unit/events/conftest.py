"""A table of effects that takes anything twice, so that what is done twice shows."""

from collections.abc import AsyncIterator

import pytest

from impl.storage import Database
from tests.resilience.events.ticks import create_effects, execute


@pytest.fixture
async def effects(database: Database) -> AsyncIterator[Database]:
    await create_effects(database)
    yield database
    await execute(database, "DROP TABLE effects")
