"""Mutants of the code, and the tests that are to kill them: mutmut, in a folder as it wants one.

It knows packages in its folder and in `src`, so the library's source is `src` there. The tests of
all mutants have the same PostgreSQL and Valkey.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

from scripts.fuzz.service import ROOT

_STAGE: Final = ROOT / ".dev" / "mutation"
_LIBRARY: Final = "packages/exactapi/src"
ROOMS: Final = ("impl/security", "impl/storage", "src/exactapi/access", "src/exactapi/request")
_SPINNER: Final = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ \n"
_LIVING: Final = {"survived", "no tests"}


@dataclass(frozen=True, slots=True)
class Survivor:
    """`was` and `became` are the line that the tests do not hold."""

    function: str
    was: str
    became: str


def set_up(*, keep: bool) -> None:
    """Make the folder; `keep` what mutmut found out there before about the tests."""
    if not keep:
        shutil.rmtree(_STAGE, ignore_errors=True)
    _STAGE.mkdir(parents=True, exist_ok=True)
    found = [each for each in ROOT.iterdir() if not each.name.startswith(".")]
    for name, target in [*((each.name, each) for each in found), ("src", ROOT / _LIBRARY)]:
        link = _STAGE / name
        if not link.is_symlink():
            link.symlink_to(target)


def mutants(room: str) -> list[str]:
    """Return the names of all mutants of a room, as mutmut makes them."""
    return [name for path in _files(room) for name in _names(path)]


def _files(room: str) -> Iterator[Path]:
    for path in sorted((_STAGE / room).rglob("*.py")):
        yield path.relative_to(_STAGE)


def _names(path: Path) -> list[str]:
    found = mutate_file_contents(str(path), (_STAGE / path).read_text()).mutant_names
    return [get_mutant_name(path, each) for each in found]


def attempt(names: Sequence[str]) -> None:
    """Run the tests that reach each mutant until one fails; one after the other."""
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    command = [sys.executable, "-m", "tests.servers", mutmut, "run", "--max-children", "1", *names]
    # A process for each mutant imports the tests anew, which takes less with their bytecode.
    environment = {key: os.environ[key] for key in os.environ if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONUNBUFFERED"] = "1"
    with subprocess.Popen(
        command,
        cwd=_STAGE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for said in news(process.stdout or ()):
            print(said, flush=True)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def news(lines: Iterable[str]) -> Iterator[str]:
    """Yield what each line says anew: mutmut repeats a line for each turn of its spinner."""
    before = ""
    for line in lines:
        said = line.strip(_SPINNER)
        if said and said != before:
            yield said
            before = said


def verdicts(room: str, names: Sequence[str]) -> dict[str, bool]:
    """Return of each that was tried whether a test killed it."""
    codes: dict[str, int | None] = {}
    for path in _files(room):
        meta = _STAGE / "mutants" / f"{path}.meta"
        if meta.exists():
            codes |= json.loads(meta.read_text())["exit_code_by_key"]
    return {
        name: status_by_exit_code[codes[name]] not in _LIVING
        for name in names
        if codes.get(name) is not None  # of a run before, whose code had other mutants
    }


def survivor(name: str) -> Survivor:
    """Return what was changed, and where."""
    with chdir(_STAGE):
        lines = get_diff_for_mutant(name).splitlines()[2:]
    changed = {
        sign: " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    }
    function = name.partition("__mutmut_")[0].replace("xǁ", "").replace("ǁ", ".")
    return Survivor(function.replace(".x_", "."), changed["-"], changed["+"])
