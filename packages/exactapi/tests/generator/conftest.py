from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write an API of several files; the first is the root. Gives its path, relative to here."""
    monkeypatch.chdir(tmp_path)

    def write(root: str | bytes, name: str = "api.yaml", **files: str) -> Path:
        for other, text in files.items():
            path = Path(other.replace("__", "/").replace("_yaml", ".yaml"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        data = root if isinstance(root, bytes) else dedent(root).encode()
        Path(name).write_bytes(data)
        return Path(name)

    return write
