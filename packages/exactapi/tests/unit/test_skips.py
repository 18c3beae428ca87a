"""A run without the data of others says in its last lines what it did not prove."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_official_suite_is_not_skipped_in_silence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environment = os.environ | {"JSON_SCHEMA_TEST_SUITE": str(tmp_path / "absent")}
    done = subprocess.run(
        [*command, TESTS / "conformance/schemas/test_json_schema_suite.py"],
        cwd=TESTS.parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("NOT PROVED HERE")]
    assert "official JSON Schema test suite" in line
    assert "set JSON_SCHEMA_TEST_SUITE" in line
