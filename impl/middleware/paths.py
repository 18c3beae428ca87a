"""The path that the document knows, where a proxy serves the API below a prefix."""

from collections.abc import Mapping
from typing import Any


def path_of(scope: Mapping[str, Any]) -> str:
    """Return the path without the prefix of `--root-path`, which uvicorn puts in front."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
