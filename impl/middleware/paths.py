"""The path that the document knows, where a proxy serves the API below a prefix."""

from starlette.types import Scope


def path_of(scope: Scope) -> str:
    """Return the path without the prefix of `--root-path`, which uvicorn puts in front."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
