"""The document as the fuzz needs it.

Every path is whole, so that one URL serves all of them. `nullable` is taken out of OpenAPI 3.1,
where it is no keyword and allows no null: schemathesis follows it all the same.
"""

from typing import Any

from impl.contract.servers import base_of_operation
from scripts.corpus.source import METHODS


def target(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with base paths moved from the servers into the paths."""
    paths: dict[str, dict[str, Any]] = {}
    for template, item in document.get("paths", {}).items():
        shared = {key: value for key, value in item.items() if key not in (*METHODS, "servers")}
        for method in METHODS:
            if method in item:
                base = base_of_operation(document, item, item[method])
                kept = {key: value for key, value in item[method].items() if key != "servers"}
                paths.setdefault(base + template, dict(shared))[method] = kept
    kept = {key: value for key, value in document.items() if key != "servers"}
    aimed: dict[str, Any] = _without_nullable(kept | {"paths": paths})
    return aimed


def _without_nullable(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _without_nullable(value)
            for key, value in node.items()
            if key != "nullable" or not isinstance(value, bool)
        }
    if isinstance(node, list):
        return [_without_nullable(value) for value in node]
    return node
