"""The golden table: seeded faults of one document, each with what is found."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from exactapi.generate.load import load
from exactapi.generate.refusals.refusals import RefusedError, readable
from exactapi.lint.lint import lint
from exactapi.lint.rules import RULES

BASE = Path(__file__).with_name("base.yaml")
SEEDS = yaml.safe_load(Path(__file__).with_name("seeds.yaml").read_text())
SPECS = Path(
    os.environ.get("SPEC_CORPUS", Path(__file__).parents[4].parent / "shared" / "specs")
).resolve()


def found(document: Path) -> list[str]:
    loaded = load(document)
    assert loaded.refusals == ()
    return [f"{each.code} {readable(each.pointer)}" for each in lint(loaded)]


def test_a_document_that_keeps_the_rules_is_clean() -> None:
    assert found(BASE) == []


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: " ".join(seed["new"].split())[:60])
def test_a_seeded_fault_is_found_and_nothing_else(seed: dict[str, Any], tmp_path: Path) -> None:
    text = BASE.read_text()
    assert text.count(seed["old"]) == 1, "the seed is in one place"
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace(seed["old"], seed["new"]))
    assert sorted(found(broken)) == sorted(seed["found"])


def test_the_table_has_every_rule() -> None:
    seen = {finding.split()[0] for seed in SEEDS for finding in seed["found"]}
    assert seen == RULES.keys() - {"waiver-unused"}


def test_what_a_component_breaks_is_told_once_with_its_line(tmp_path: Path) -> None:
    document = tmp_path / "openapi.yaml"
    document.write_text(BASE.read_text().replace("^97[89][0-9]{10}$", "^97[89][0-9]+$"))
    (finding,) = lint(load(document))
    line = next(
        number for number, line in enumerate(document.read_text().split("\n"), 1) if "Isbn:" in line
    )
    assert str(finding) == (
        f"{document}:{line}:5 components.schemas.Isbn: string-unbounded: takes a text of any "
        "length; write `maxLength`, `enum`, a `format` such as `uuid`, or a `pattern` with an end"
    )


@pytest.mark.slow
def test_every_document_of_the_corpus_is_linted() -> None:
    if not SPECS.is_dir():
        pytest.skip(f"there is no {SPECS}; name a folder of public documents by SPEC_CORPUS")
    linted = 0
    for document in sorted(SPECS.iterdir()):
        try:
            loaded = load(document)
        except RefusedError:
            continue
        for finding in lint(loaded):
            assert finding.code in RULES
            assert finding.location.line >= 1
        linted += 1
    assert linted > 60
