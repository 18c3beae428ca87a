from collections.abc import Iterator

import pytest

from scripts.stack.engine import Engine
from tests.infra.containers import rig
from tests.infra.containers.stack import Stack, running_stack


@pytest.fixture(scope="session")
def engine() -> Engine:
    return rig.engine()


@pytest.fixture(scope="session")
def stack(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One for all tests here; they leave it as they find it."""
    with running_stack(engine, tmp_path_factory.mktemp("stack")) as found:
        yield found
