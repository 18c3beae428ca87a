from collections.abc import Iterator

import pytest

from impl.settings import Settings
from tests.migrations.databases import unmigrated
from tests.servers import Servers


@pytest.fixture
def empty_database(servers: Servers) -> Iterator[Settings]:
    """A database that no migration has seen."""
    with unmigrated(servers) as settings:
        yield settings
