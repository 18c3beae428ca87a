"""Edits that make `task dev` generate or restart."""

from pathlib import Path

from scripts.dev.sources import Changes, Sources


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_edits_of_the_contract_and_of_the_code_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path / "impl/app.py", "1")
    sources = Sources(tmp_path)
    write(tmp_path / "impl/app.py", "22")
    write(tmp_path / "impl/__pycache__/app.pyc", "")
    write(tmp_path / "openapi/openapi.yaml", "")
    contract, code = [Path("openapi/openapi.yaml")], [Path("impl/app.py")]
    assert sources.changes() == Changes(contract, code)
    assert not sources.changes()


def test_a_generated_folder_that_was_swapped_is_still_watched(tmp_path: Path) -> None:
    write(tmp_path / "generated/models.py", "1")
    sources = Sources(tmp_path)
    write(tmp_path / "new/models.py", "2")
    (tmp_path / "generated").rename(tmp_path / "old")
    (tmp_path / "new").rename(tmp_path / "generated")
    assert sources.changes().code == [Path("generated/models.py")]
    write(tmp_path / "generated/problems.py", "")
    assert sources.changes().code == [Path("generated/problems.py")]
