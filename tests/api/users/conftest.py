"""A service that lets many requests at once wait for each other, however busy the machine is."""

from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest

from impl.settings import Settings
from impl.storage import Database
from tests.resilience.servers import started


@pytest.fixture
async def patient(settings: Settings, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    waits = {
        "database_pool_timeout": 30.0,
        "database_command_timeout": 60.0,
        "max_concurrent_requests": 1000,
    }
    async with started(settings.model_copy(update=waits)) as client:
        yield client
