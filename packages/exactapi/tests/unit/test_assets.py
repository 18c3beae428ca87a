"""The vendored files are what their packages have."""

import hashlib
import json
from pathlib import Path

import pytest

from exactapi.application import assets

FOLDER = Path(assets.__file__).parent
MANIFEST = json.loads((FOLDER / "manifest.json").read_text())
OURS = {"start.js"}


@pytest.mark.parametrize("name", MANIFEST)
def test_each_file_has_the_hash_that_the_manifest_names(name: str) -> None:
    files = {path.name: path for path in (FOLDER / name).iterdir()}
    assert files.keys() == MANIFEST[name]["sha256"].keys() | OURS
    for file, digest in MANIFEST[name]["sha256"].items():
        assert hashlib.sha256(files[file].read_bytes()).hexdigest() == digest, file


def test_a_licence_comes_with_each() -> None:
    assert all("LICENSE" in entry["sha256"] for entry in MANIFEST.values())
    assert all("LICENSE" not in {each.name for each in assets.assets(name)} for name in MANIFEST)
