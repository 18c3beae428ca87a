"""The SDK of a document that uses all that an SDK can do, imported."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exactapi.sdk.build import write_sdk_elsewhere

TRAVEL = Path(__file__).with_name("travel.yaml")


@pytest.fixture(scope="session")
def travel_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdk") / "python"
    write_sdk_elsewhere("python", TRAVEL, folder)
    return folder


@pytest.fixture(scope="session")
def travel(travel_folder: Path) -> Iterator[Any]:
    sys.path.insert(0, str(travel_folder / "src"))
    try:
        yield importlib.import_module("train_travel")
    finally:
        sys.path.remove(str(travel_folder / "src"))
