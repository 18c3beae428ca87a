"""The SDK of a document that uses all that an SDK can do, imported."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from exactapi.sdk.build import write_sdk_elsewhere

TRAVEL = Path(__file__).with_name("travel.yaml")
BEYOND = Path(__file__).with_name("beyond.yaml")


@pytest.fixture(scope="session")
def travel_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdk") / "python"
    write_sdk_elsewhere("python", TRAVEL, folder)
    return folder


@pytest.fixture(scope="session")
def travel(travel_folder: Path) -> Iterator[Any]:
    with importable(travel_folder):
        yield importlib.import_module("train_travel")


@pytest.fixture(scope="session")
def beyond(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The Python SDK of what few documents say."""
    folder = tmp_path_factory.mktemp("sdk") / "beyond"
    write_sdk_elsewhere("python", BEYOND, folder)
    with importable(folder):
        yield importlib.import_module("beyond")


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder / "src"))
    try:
        yield
    finally:
        sys.path.remove(str(folder / "src"))
