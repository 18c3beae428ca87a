"""Folders for servers of their own; what root's PostgreSQL keeps elsewhere goes with them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder for the data of private servers that are durable."""
    yield tmp_path / "data"
    for link in tmp_path.glob("data/**/data"):
        if link.is_symlink():
            shutil.rmtree(link.resolve().parent)
