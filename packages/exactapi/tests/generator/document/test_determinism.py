"""The canonical document and all findings are the same bytes, whatever the hash seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[5]
DOCUMENTS = (
    "packages/exactapi/tests/generator/cases/torture/openapi.yaml",
    "packages/exactapi/tests/generator/files/api.yaml",
)
SCRIPT = """
import json, sys
from pathlib import Path
from exactapi.generate.load import load
loaded = load(Path(sys.argv[1]))
print(json.dumps([loaded.api.document, loaded.api.schemas, loaded.overlay], ensure_ascii=False))
print(loaded.api.operations, loaded.api.webhooks)
print(*loaded.refusals, *loaded.warnings, sep="\\n")
"""


def read(document: str, seed: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, document],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        check=True,
        stdout=subprocess.PIPE,
    ).stdout


@pytest.mark.parametrize("document", DOCUMENTS)
def test_hash_seeds_change_nothing(document: str) -> None:
    first, second, third = (read(document, seed) for seed in ("0", "1", "4711"))
    assert first == second == third
