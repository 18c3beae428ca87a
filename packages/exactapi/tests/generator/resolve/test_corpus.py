"""Public documents: every operation is honoured or refused by name.

SPEC_CORPUS names their folder; CORPUS=all takes every document instead of a quick selection.
"""

import os
from pathlib import Path

import pytest

from exactapi.generate.load import load
from exactapi.generate.refusals.reach import Reach
from exactapi.schemas.operations import METHODS
from exactapi.schemas.pointers import join, value_at

pytestmark = pytest.mark.slow

CORPUS = Path(os.environ.get("SPEC_CORPUS", Path(__file__).parents[6] / "shared" / "specs"))
QUICK_BYTES = 200_000
DOCUMENTS = sorted(filter(Path.is_file, CORPUS.iterdir())) if CORPUS.is_dir() else []


def selected() -> list[Path]:
    everything = os.environ.get("CORPUS") == "all"
    return [path for path in DOCUMENTS if everything or path.stat().st_size < QUICK_BYTES]


if not DOCUMENTS:
    pytest.skip("set SPEC_CORPUS to a folder of public OpenAPI documents", allow_module_level=True)


@pytest.mark.parametrize("path", selected(), ids=lambda path: path.name)
def test_every_operation_is_there_and_every_reference_leads_somewhere(path: Path) -> None:
    loaded = load(path)
    document = loaded.api.document
    declared = [
        join("/paths", name, method)
        for name, item in document.get("paths", {}).items()
        for method in item
        if method in METHODS
    ]
    assert [operation.pointer for operation in loaded.api.operations] == declared
    for pointer in Reach(dict(document)).from_(declared):
        assert value_at(document, pointer) is not None, f"{pointer} leads nowhere"


def test_no_more_than_one_operation_in_a_hundred_is_refused() -> None:
    operations = [operation for path in selected() for operation in load(path).api.operations]
    refused = [operation for operation in operations if operation.refused]
    assert len(refused) <= len(operations) / 100
