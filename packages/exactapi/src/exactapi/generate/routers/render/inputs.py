"""Writes what fastapi-code-generator reads: the view of our templates, a routing skeleton."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exactapi.generate.plan import Module
from exactapi.generate.routers.render.hidden import hidden
from exactapi.generate.routers.view import View


def write_routers_inputs(modules: Sequence[Module], view: View, work: Path) -> None:
    text = json.dumps(asdict(view), ensure_ascii=False)
    (work / "view.json").write_text(hidden(text), encoding="utf-8")
    (work / "skeleton.json").write_text(json.dumps(_skeleton(modules)), encoding="utf-8")


def _skeleton(modules: Sequence[Module]) -> dict[str, Any]:
    """Return one operation per module: enough for the tool to render each module once."""
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
