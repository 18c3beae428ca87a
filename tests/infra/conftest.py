"""Folders for servers of their own; what root's PostgreSQL keeps elsewhere goes with them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the data of private servers; one for all tests here, because it takes time."""
    data = tmp_path_factory.mktemp("private") / "data"
    yield data
    link = data / "postgresql/data"
    if link.is_symlink():
        shutil.rmtree(link.resolve().parent)
