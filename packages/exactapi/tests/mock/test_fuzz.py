"""A mock keeps its document under a short contract fuzz; `task test:mocks` is the long one."""

import subprocess
import sys
from pathlib import Path

import pytest

SPEC = Path(__file__).with_name("openapi.yaml")


@pytest.mark.slow
def test_schemathesis_finds_nothing() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "scripts.corpus.fuzz", "--spec", str(SPEC), "--max-examples", "5"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "mocks: 1 of 1 documents without a finding" in finished.stdout, finished.stdout
