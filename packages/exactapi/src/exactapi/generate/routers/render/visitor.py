"""fastapi-code-generator's custom visitor: hands the view to the templates.

Runs in that tool's own environment, so it imports nothing of ours. The view lies beside the
routing skeleton that the tool parses.
"""

import json
import os
from pathlib import Path
from typing import Any


def visit(parser: Any, model_path: Path) -> dict[str, object]:  # noqa: ARG001 - the tool's signature
    """Template variables; `modules` is keyed by the tag under which the skeleton routes them."""
    view = json.loads(Path(os.environ["GENERATE_VIEW"]).read_text(encoding="utf-8"))
    view["modules"] = {module["name"]: module for module in view["modules"]}
    return {"view": view}
