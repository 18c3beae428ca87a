"""The golden table: seeded changes of one document, each with its verdict."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from exactapi.diff.changes import Change
from exactapi.diff.compare import compare
from exactapi.diff.rules import RULES
from exactapi.generate.load import Loaded, load

pytestmark = pytest.mark.slow

BASE = Path(__file__).with_name("base.yaml")

SEEDS = yaml.safe_load(Path(__file__).with_name("verdicts.yaml").read_text())


@pytest.fixture(scope="module")
def base() -> Loaded:
    return load(BASE)


def told(changes: Iterable[Change]) -> list[str]:
    return [f"{each.code} {each.level.name.lower()} {each.place}" for each in changes]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: " ".join(seed["new"].split())[:60])
def test_a_seeded_change_has_its_verdict(
    seed: dict[str, Any], base: Loaded, tmp_path: Path
) -> None:
    text = BASE.read_text()
    assert text.count(seed["old"]) == 1, "the seed is in one place"
    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace(seed["old"], seed["new"]))
    found = compare(base.served(), load(changed).served())
    assert sorted(told(found)) == sorted(seed["found"])


def test_the_table_has_most_kinds_of_changes() -> None:
    seen = {verdict.split()[0] for seed in SEEDS for verdict in seed["found"]}
    assert seen <= RULES.keys()
    assert len(seen) >= len(RULES) * 3 // 4


def test_nothing_changes_between_a_document_and_its_canonical_form(
    base: Loaded, tmp_path: Path
) -> None:
    canonical = tmp_path / "openapi.json"
    canonical.write_text(json.dumps(base.api.document))
    assert compare(base.served(), load(canonical).served()) == ()
    assert compare(load(canonical).served(), base.served()) == ()
