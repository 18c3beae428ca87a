"""What the guides write into the document of the service keeps the house rules."""

import shutil
from pathlib import Path

import pytest
from exactapi.generate.load import load
from exactapi.lint.report import Report
from exactapi.project.settings import Project

from tests.guides.guide import add, blocks
from tests.guides.test_guides import GUIDES

ROOT = Path(__file__).parents[2]
DOCUMENT = "openapi/openapi.yaml"
ADDED = {
    guide.stem: added
    for guide in sorted(GUIDES.glob("*.md"))
    if (added := [each for each in blocks(guide) if each.role == "add"])
}


@pytest.mark.parametrize("name", ADDED)
def test_it_is_neither_refused_nor_found_fault_with(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / "openapi", tmp_path / "openapi")
    lines = [each for each in ADDED[name] if each.attributes["title"] == DOCUMENT]
    for block in lines:
        add(block, tmp_path)
    loaded = load(tmp_path / DOCUMENT)
    assert loaded.refusals == ()
    report = Report.of(loaded, Project.find(ROOT).lint_waivers)
    assert lines
    assert not report.is_bad, "\n".join(report.lines())


def test_most_guides_change_the_document() -> None:
    assert ADDED.keys() >= {"add-a-resource", "call-another-service", "upload-export-stream"}
