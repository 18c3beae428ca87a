"""From the code generators' inputs to the finished package; imports little, see `front`."""

import shutil
from pathlib import Path
from typing import Final

from exactapi.generate.models.command import models_command
from exactapi.generate.routers.command import collect, routers_command
from exactapi.generate.tools.process import run
from exactapi.generate.tools.ruff import format_python

FRESH: Final = "fresh"
"""The folder in the working folder that becomes the package."""


def build(work: Path, out: Path) -> None:
    """Turn what `emit.write_inputs` wrote into `work` into the package `out`.

    Raises:
        ToolFailed: one of the two code generators, or ruff.
    """
    fresh, rendered = work / FRESH, work / "rendered"
    run(routers_command(work, rendered))
    collect(rendered, fresh)
    if (work / "models.json").exists():
        run(models_command(work, fresh))
    format_python(fresh)
    shutil.copytree(fresh, out, dirs_exist_ok=True)
