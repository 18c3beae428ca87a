"""A page that calls one operation loads little."""

import json
import subprocess
from pathlib import Path

import pytest
from sdk.conftest import TRAVEL
from sdk.test_types import CACHE

from exactapi.sdk.build import write_sdk_elsewhere
from exactapi.sdk.typescript.node import NODE, installed

LARGEST = 6_000
"""Bytes, with gzip, of any one operation and all that it needs."""


@pytest.mark.slow
def test_one_operation(tmp_path: Path) -> None:
    write_sdk_elsewhere("typescript", TRAVEL, tmp_path / "sdk")
    folder = installed(Path(__file__).parent / "tools", CACHE / "judges")
    command = [str(NODE), "bundle.mjs", str(tmp_path / "sdk")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    sizes = {name: packed for name, (_, packed) in json.loads(done.stdout).items()}
    assert sizes["largest operation"] <= LARGEST
    assert sizes["smallest operation"] < sizes["largest operation"] - 300, "all read events"
    assert sizes["largest operation"] < sizes["all operations"]
