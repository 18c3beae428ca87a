"""fastapi-code-generator as a process: the view in, problems.py and routers/ out.

The tool routes (one module per tag) and renders; its own reading of OpenAPI loses security,
headers and styles, so that it sees a skeleton without schemas and our visitor brings the view:
see docs/decisions/0002-two-code-generators.md.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scripts.generate.plan import Module
from scripts.generate.process import Command
from scripts.generate.routers.view import View

_HERE = Path(__file__).parent
_TOOL = _HERE.parents[2] / ".tools/fastapi-code-generator/bin/fastapi-codegen"
_BLACK = "[tool.black]\nline-length = 1000000\n"
"""The tool formats with Black; what it does not break, ruff breaks at the project's width."""


def routers_command(modules: Sequence[Module], view: View, work: Path, out: Path) -> Command:
    """Writes view and skeleton into `work`; the command writes below `out`."""
    (work / "view.json").write_text(json.dumps(asdict(view)), encoding="utf-8")
    (work / "skeleton.json").write_text(json.dumps(_skeleton(modules)), encoding="utf-8")
    (work / "pyproject.toml").write_text(_BLACK, encoding="utf-8")
    return Command(
        "fastapi-code-generator",
        (
            str(_TOOL),
            f"--input={work / 'skeleton.json'}",
            f"--output={out}",
            f"--template-dir={_HERE / 'templates'}",
            f"--custom-visitor={_HERE / 'visitor.py'}",
            "--generate-routers",
            "--disable-timestamp",
            "--python-version=3.11",
        ),
        work,
        environment={"GENERATE_VIEW": str(work / "view.json")},
    )


def _skeleton(modules: Sequence[Module]) -> dict[str, Any]:
    """One operation per module: enough for the tool to render each module once."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "skeleton", "version": "1"},
        "paths": {
            f"/{module.name}": {
                "get": {
                    "operationId": f"op{number:04}",
                    "tags": [module.name],
                    "responses": {"204": {"description": "-"}},
                }
            }
            for number, module in enumerate(modules, 1)
        },
    }
