"""Names do not depend on the Python that generates: each one that is found gives the same."""

import builtins
import json
import keyword
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typing_extensions

import exactapi
from exactapi.reason_phrases import reason_phrase

SOURCES = [Path(exactapi.__file__).parents[1], Path(typing_extensions.__file__).parent]
"""The library, and what it needs to be imported as far as names go: no compiled module."""
NAMES = [
    *dir(builtins),
    *keyword.kwlist,
    *keyword.softkwlist,
    *("type", "PythonFinalizationError", "getHTTPStatus", "größe", "你好", "x²", "ﬁt", "🫨", "ǅ"),
]
PROGRAM = """
import json, sys
from exactapi.generate.python.names import member_name, pascal_case, snake_case
from exactapi.generate.plan import phrase
from exactapi.reason_phrases import reason_phrase
names = json.loads(sys.argv[1])
print(json.dumps([
    [[snake_case(name, "x"), member_name(name, "x"), pascal_case(name, "X")] for name in names],
    [[phrase(str(status)), reason_phrase(status)] for status in range(100, 600)],
]))
"""


def interpreter(version: str) -> Path | None:
    """The Python of that version; of pyenv's, which may be there and not chosen, the program."""
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    path = Path(found)
    if path.parent.name != "shims":
        return path
    installed = sorted(path.parents[1].glob(f"versions/{version}.*/bin/python"))
    return installed[-1] if installed else None


def named_by(python: Path) -> Any:
    done = subprocess.run(
        [str(python), "-c", PROGRAM, json.dumps(NAMES)],
        env={"PYTHONPATH": os.pathsep.join(map(str, SOURCES))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_names_are_the_same_for_every_python(version: str) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"Python {version} is not installed")
    assert named_by(python) == named_by(Path(sys.executable))


@pytest.mark.parametrize(
    ("status", "said"),
    [(413, "Content Too Large"), (422, "Unprocessable Content"), (299, "Status 299")],
)
def test_phrases_are_those_of_the_registry(status: int, said: str) -> None:
    assert reason_phrase(status) == said
