"""ruff with one configuration, wherever the files lie."""

import json
from collections.abc import Sequence
from pathlib import Path

from ruff import find_ruff_bin

from exactapi.generate.tools.process import Command, run

_STYLE = Path(__file__).with_name("style.toml")


def _options() -> tuple[str, ...]:
    # ruff puts in the variables of the environment, and takes `$$` for a dollar sign.
    return ("--quiet", "--no-cache", f"--config={str(_STYLE).replace('$', '$$')}")


def format_python(path: Path, first_party: Sequence[str] = ()) -> None:
    """Sort imports, drop unused ones, write unions in one way, format; below a folder.

    `first_party` are the packages of the project, whose imports stand last.
    """
    program = find_ruff_bin()
    folder = path if path.is_dir() else path.parent
    ours = f"--config=lint.isort.known-first-party={json.dumps(list(first_party))}"
    select = "--select=I,F401,RUF036,UP007,UP045"
    check = (program, "check", select, "--fix", *_options(), ours, str(path))
    run(Command("ruff check", check, folder))
    run(Command("ruff format", (program, "format", *_options(), str(path)), folder))
