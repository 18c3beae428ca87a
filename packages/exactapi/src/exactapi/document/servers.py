"""The base paths that an API's servers give its paths."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

_VARIABLE: Final = re.compile(r"\{([^{}]+)\}")
_MAX_BASES: Final = 100
"""The number of combinations of its variables' values that are read for each server."""


def base_of_operation(
    document: Mapping[str, Any], item: Mapping[str, Any], operation: Mapping[str, Any]
) -> str:
    """Return the base path of an operation: its first server's, variables at their defaults."""
    return bases_of_operation(document, item, operation)[0]


def bases_of_operation(
    document: Mapping[str, Any], item: Mapping[str, Any], operation: Mapping[str, Any]
) -> Sequence[str]:
    """Return every base path of an operation, the first server's default first; "" is the root.

    The nearest `servers` count. A variable has each value of its `enum`; without one it has any
    value (OpenAPI 3.1, "Server Variable Object"), so a template stands beside its default.
    """
    servers = operation.get("servers") or item.get("servers") or document.get("servers")
    found = dict.fromkeys(base for server in servers or [] for base in _bases(server))
    return list(found) or [""]


def _bases(server: Mapping[str, Any]) -> Iterator[str]:
    url = server.get("url", "")
    variables = server.get("variables", {})
    names = list(dict.fromkeys(_VARIABLE.findall(url)))
    values = [_values(name, variables.get(name, {})) for name in names]
    for chosen in islice(product(*values), _MAX_BASES):
        expanded = url
        for name, value in zip(names, chosen, strict=True):
            expanded = expanded.replace(f"{{{name}}}", value)
        yield _base_path(expanded)


def _values(name: str, variable: Mapping[str, Any]) -> list[str]:
    """Return the values of a variable, its default first."""
    default = str(variable.get("default", ""))
    others = variable.get("enum") or [f"{{server:{name}}}"]
    return list(dict.fromkeys([default, *map(str, others)]))


def _base_path(url: str) -> str:
    """Return the path of a URL; a relative one starts at the root."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""  # the host is no host; paths are all that is needed
    rooted = "/" + path.lstrip("/") if path.startswith("/") else path
    return urlsplit(urljoin("http://server/", rooted)).path.rstrip("/")
