"""The SDK of a document outside any project goes where `--out` says, and nowhere else."""

from pathlib import Path

import pytest
from sdk.conftest import TRAVEL

from exactapi.cli.sdk import LANGUAGES, main


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_written_beside_a_document_or_where_the_command_runs(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign, here, out = (tmp_path / name for name in ("foreign", "here", "out"))
    foreign.mkdir()
    here.mkdir()
    spec = foreign / "doc.yaml"
    spec.write_text(TRAVEL.read_text())
    monkeypatch.chdir(here)
    assert main([language, "--spec", str(spec), "--out", str(out)]) == 0
    assert list(out.iterdir())
    assert list(here.iterdir()) == []
    assert list(foreign.iterdir()) == [spec]
