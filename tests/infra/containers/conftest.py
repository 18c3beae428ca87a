from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.stack.engine import Engine
from tests.infra.containers import rig
from tests.infra.containers.stack import Stack, running_stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Minutes, to build the images and to roll; `.ci/run` has a step for these alone."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def engine() -> Engine:
    return rig.engine()


@pytest.fixture(scope="session")
def stack(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One for all tests here; they leave it as they find it."""
    with running_stack(engine, tmp_path_factory.mktemp("stack")) as found:
        yield found
