"""From the code generators' inputs to the finished package; imports little, see `front`."""

import re
import shutil
from pathlib import Path
from typing import Final

from exactapi.generate.package.generators import Generators
from exactapi.generate.routers.render.command import collect
from exactapi.generate.tools.ruff import format_python

FRESH: Final = "fresh"
"""The folder in the working folder that becomes the package."""


_BUILDS: Final = re.compile(r"(\w+\.model_rebuild\(\))?")


def build(work: Path, generators: Generators, out: Path) -> None:
    """Turn what `emit.write_inputs` wrote into `work` into the package `out`.

    Raises:
        ToolError: one of the two code generators, or ruff.
    """
    generators.run()
    fresh = work / FRESH
    collect(work / "routers", fresh)
    if (work / "models").exists():
        shutil.copy(work / "models" / "models.py", fresh)
        _build_on_first_use(fresh / "models.py")
    format_python(fresh)
    shutil.copytree(fresh, out, dirs_exist_ok=True)


def _build_on_first_use(models: Path) -> None:
    """Take off the lines that build models at import: each would be built with all it leads to."""
    lines = models.read_text(encoding="utf-8").rstrip().split("\n")
    while _BUILDS.fullmatch(lines[-1]):
        lines.pop()
    models.write_text("\n".join(lines) + "\n", encoding="utf-8")
