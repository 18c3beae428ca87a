import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest

from impl.settings import Settings
from tests.migrations.databases import run_sql
from tests.servers import Servers
from tests.service import settings_for


@pytest.fixture
def empty_database(servers: Servers) -> Iterator[Settings]:
    """A database that no migration has seen."""
    name = f"migrations_{uuid4().hex}"
    asyncio.run(run_sql(servers.libpq_url, f"CREATE DATABASE {name}"))
    yield settings_for(servers.database(name), "redis://unused")
    asyncio.run(run_sql(servers.libpq_url, f"DROP DATABASE {name} WITH (FORCE)"))
