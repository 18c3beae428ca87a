"""A page that calls one operation loads little."""

import json
import subprocess
from pathlib import Path

import pytest
from sdk.conftest import TRAVEL
from sdk.test_types import CACHE

from exactapi.sdk.build import write_sdk_elsewhere
from exactapi.sdk.typescript.node import NODE, installed

LARGEST = 6 * 1024
"""Bytes, with gzip, of one operation and all that it needs."""


@pytest.mark.slow
def test_one_operation(tmp_path: Path) -> None:
    write_sdk_elsewhere("typescript", TRAVEL, tmp_path / "sdk")
    folder = installed(Path(__file__).parent / "tools", CACHE / "judges")
    command = [str(NODE), "bundle.mjs", str(tmp_path / "sdk")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    sizes = json.loads(done.stdout)
    assert sizes["one operation"][1] <= LARGEST
    assert sizes["one operation"][1] < sizes["all operations"][1]
