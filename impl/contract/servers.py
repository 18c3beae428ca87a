"""The base path that an API's first server gives its paths."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def base_of_operation(
    document: Mapping[str, Any], item: Mapping[str, Any], operation: Mapping[str, Any]
) -> str:
    """Give the base path of an operation: the nearest `servers` count."""
    servers = operation.get("servers") or item.get("servers") or document.get("servers")
    return _base_path(servers or [])


def _base_path(servers: Sequence[Mapping[str, Any]]) -> str:
    """Give the path of the first server, its variables at their defaults; "" for the root."""
    if not servers:
        return ""
    server = servers[0]
    variables = server.get("variables", {})

    def default(match: re.Match[str]) -> str:
        return str(variables.get(match[1], {}).get("default", ""))

    try:
        path = urlsplit(_VARIABLE.sub(default, server.get("url", ""))).path
    except ValueError:
        return ""  # the host is no host; paths are all that is needed
    path = path.rstrip("/")
    return path if not path or path.startswith("/") else f"/{path}"
