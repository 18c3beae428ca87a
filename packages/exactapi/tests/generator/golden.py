"""The golden cases: each folder holds openapi.yaml, whose first comment says what it is for."""

from pathlib import Path

from exactapi.generate.load import load
from exactapi.generate.package.emit import Package, emit
from exactapi.project.settings import Project

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.parent.parent.name for path in CASES.glob("*/expected/__init__.py"))


def generate(case: str, out: Path) -> None:
    """The case's package, without the canonical document, which has tests of its own."""
    loaded = load(CASES / case / "openapi.yaml")
    assert [str(refusal) for refusal in loaded.refusals] == []
    emit(Package(loaded.api, loaded.overlay, "openapi.yaml", Project(root=out).handlers), out)
    (out / "openapi.json").unlink()
