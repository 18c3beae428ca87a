"""ruff with one configuration, wherever the files lie."""

import sys
from pathlib import Path

from exactapi.generate.package.process import Command, run

_PROGRAM = str(Path(sys.executable).parent / "ruff")
_OPTIONS = (
    "--quiet",
    "--no-cache",
    f"--config={Path(__file__).with_name('ruff.toml')}",
)


def format_python(path: Path) -> None:
    """Sort imports, drop unused ones, write unions in one way, format; below a folder."""
    folder = path if path.is_dir() else path.parent
    check = (_PROGRAM, "check", "--select=I,F401,RUF036,UP007,UP045", "--fix", *_OPTIONS, str(path))
    run(Command("ruff check", check, folder))
    run(Command("ruff format", (_PROGRAM, "format", *_OPTIONS, str(path)), folder))
