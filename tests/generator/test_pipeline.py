from pathlib import Path

import pytest

from scripts.generate import fingerprint
from scripts.generate.pipeline import GenerateFailed, check, generate
from tests.generator.conftest import Write

SPEC = """
    openapi: 3.1.0
    info: {title: T, version: "1"}
    paths:
      /a:
        get: {operationId: getA, tags: [things], responses: {"204": {description: Done.}}}
"""


@pytest.fixture
def spec(write: Write, tmp_path: Path) -> Path:
    (tmp_path / "openapi").mkdir()
    return write(SPEC, "openapi/openapi.yaml").resolve()


def test_generate_writes_the_package_and_the_stubs_and_is_then_up_to_date(
    spec: Path, tmp_path: Path
) -> None:
    assert "1 operations in 1 modules" in generate(spec, tmp_path)
    assert (tmp_path / "generated/routers/things.py").exists()
    stub = (tmp_path / "impl/features/things/handlers.py").read_text()
    assert 'raise NotImplementedError("getA")' in stub
    assert fingerprint.is_unchanged(spec, tmp_path)
    assert check(spec, tmp_path) == []


@pytest.mark.parametrize(
    "changed", ["openapi/openapi.yaml", "generated/models.py", "impl/features/things/handlers.py"]
)
def test_a_change_of_source_output_or_handlers_is_noticed(
    changed: str, spec: Path, tmp_path: Path
) -> None:
    generate(spec, tmp_path)
    path = tmp_path / changed
    path.write_text(path.read_text() + "\n# changed\n")
    assert not fingerprint.is_unchanged(spec, tmp_path)


def test_check_names_what_is_out_of_date_and_changes_nothing(spec: Path, tmp_path: Path) -> None:
    generate(spec, tmp_path)
    spec.write_text(spec.read_text().replace("getA", "getB"))
    before = (tmp_path / "generated/routers/things.py").read_bytes()
    lines = check(spec, tmp_path)
    assert "generated/out of date: routers/things.py" in lines
    assert any("get_b: missing" in line for line in lines)
    assert (tmp_path / "generated/routers/things.py").read_bytes() == before


def test_a_refused_document_leaves_the_old_output_untouched(spec: Path, tmp_path: Path) -> None:
    generate(spec, tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "generated").rglob("*.*")}
    spec.write_text(spec.read_text().replace("/a:", "/a?b:"))
    with pytest.raises(GenerateFailed, match=r"openapi\.yaml:\d+:\d+ .*path-syntax"):
        generate(spec, tmp_path)
    assert {path: path.read_bytes() for path in (tmp_path / "generated").rglob("*.*")} == before


def test_a_module_whose_tag_is_gone_is_removed(spec: Path, tmp_path: Path) -> None:
    generate(spec, tmp_path)
    spec.write_text(spec.read_text().replace("[things]", "[others]"))
    generate(spec, tmp_path)
    assert not (tmp_path / "generated/routers/things.py").exists()
    assert (tmp_path / "generated/routers/others.py").exists()
