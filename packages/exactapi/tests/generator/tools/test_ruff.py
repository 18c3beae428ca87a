import shutil
from pathlib import Path

import pytest

from exactapi.generate.tools import ruff


@pytest.mark.parametrize("name", ["plain", "with space", "o'clock", 'a "quoted" $HOME'])
def test_it_formats_wherever_the_library_and_the_files_lie(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.setattr(ruff, "_STYLE", Path(shutil.copy(ruff._STYLE, folder)))
    (folder / "a.py").write_text("import os\nx  =  1\n")
    ruff.format_python(folder)
    assert (folder / "a.py").read_text() == "x = 1\n"
