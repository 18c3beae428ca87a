"""fastapi-code-generator as a process: the view in, problems.py and routers/ out.

The tool routes (one module per tag) and renders; its own reading of OpenAPI loses security,
headers and styles, so that it sees a skeleton without schemas and our visitor brings the view:
see docs/decisions/0002-two-code-generators.md.
"""

import shutil
from pathlib import Path

from exactapi.generate.routers.render.hidden import revealed
from exactapi.generate.tools.environment import NAME, environment_python
from exactapi.generate.tools.process import Command, python_tool

_HERE = Path(__file__).parent
_IMPORTS = ("fastapi_code_generator.cli", "black", "isort")
_OURS = "# fmt: off\n# isort: off\n"
"""The first lines of our templates: ruff formats once, so the tool's formatters need not."""
_ISOLATED = {"PYTHONPATH": "", "PYTHONHOME": ""}
"""Empty is unset: the tool must not find the packages of another environment."""


def routers_command(work: Path, out: Path) -> Command:
    """Reads what `routers.inputs` wrote into `work`; `collect` takes what it writes to `out`.

    Raises:
        ToolError: it is not installed, and cannot be.
    """
    options = (
        f"--input={work / 'skeleton.json'}",
        f"--output={out}",
        f"--template-dir={_HERE / 'templates'}",
        f"--custom-visitor={_HERE / 'visitor.py'}",
        "--generate-routers",
        "--disable-timestamp",
        "--python-version=3.11",
    )
    python = str(environment_python())
    arguments = python_tool(python, _IMPORTS, "fastapi_code_generator", options)
    environment = {"GENERATE_VIEW": str(work / "view.json"), **_ISOLATED}
    return Command(NAME, arguments, work, environment)


def collect(rendered: Path, out: Path) -> None:
    """Take what our templates rendered, without the tool's comments and its own models."""
    shutil.copytree(rendered, out, dirs_exist_ok=True, copy_function=_copy)


def _copy(path: str, target: str) -> None:
    _, ours, text = Path(path).read_text(encoding="utf-8").partition(_OURS)
    if ours and text.strip():
        Path(target).write_text(revealed(text), encoding="utf-8")
