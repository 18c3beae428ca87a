"""Compares two documents: what was released, and what is there now."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from exactapi.diff.changes import Change, Changes
from exactapi.diff.operations import Operations
from exactapi.diff.rules import Direction
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Api, DeclaredOperation
from exactapi.generate.plan import identifier, sent_name

_WORDS: Final = ("title", "summary", "description", "termsOfService", "contact", "license")
_FOR_PEOPLE: Final = ("description", "bearerFormat")
"""Of a security scheme."""

Key = tuple[str, str]


def compare(base: Api, new: Api) -> tuple[Change, ...]:
    """Return all changes, the breaking ones first."""
    changes = Changes()
    if base.document != new.document:
        _info(base, new, changes)
        _servers(base, new, changes)
        _schemes(base, new, changes)
        operations = Operations(base, new, changes)
        _operations(_served(base), _served(new), operations, "sent", changes)
        _operations(_sent(base), _sent(new), operations, "received", changes)
    return tuple(changes)


def _operations(
    base: Mapping[Key, DeclaredOperation],
    new: Mapping[Key, DeclaredOperation],
    operations: Operations,
    direction: Direction,
    changes: Changes,
) -> None:
    for key, operation in base.items():
        if key not in new:
            changes.operation = identifier(operation)
            text = f"{operation.method} {operation.path}"
            changes.add("operation-removed", changes.operation, text)
    for key, operation in new.items():
        changes.operation = identifier(operation)
        if key not in base:
            text = f"{operation.method} {operation.path}"
            changes.add("operation-added", changes.operation, text)
        else:
            operations.compare(base[key], operation, direction)
    changes.operation = ""


def _served(api: Api) -> Mapping[Key, DeclaredOperation]:
    """By what a request is matched with; the names of variables are no part of it."""
    return {(each.method, re.sub(r"\{[^}]*\}", "{}", each.path)): each for each in api.operations}


def _sent(api: Api) -> Mapping[Key, DeclaredOperation]:
    return {(each.method, f"{sent_name(each)} {each.path}"): each for each in api.webhooks}


def _info(base: Api, new: Api, changes: Changes) -> None:
    before, after = base.document.get("info", {}), new.document.get("info", {})
    words = [name for name in _WORDS if before.get(name) != after.get(name)]
    if words:
        changes.add("words-changed", "info", ", ".join(words))
    if base.document.get("tags") != new.document.get("tags"):
        changes.add("words-changed", "tags", "descriptions or order")


def _servers(base: Api, new: Api, changes: Changes) -> None:
    before, after = _addresses(base), _addresses(new)
    for url in before:
        if url not in after:
            changes.add("server-removed", "servers", url)
    for url in after:
        if url not in before:
            changes.add("server-added", "servers", url)


def _addresses(api: Api) -> Iterable[str]:
    servers = api.document.get("servers", [])
    return list(dict.fromkeys(each.get("url", "/") for each in servers))


def _schemes(base: Api, new: Api, changes: Changes) -> None:
    """Schemes that are removed are told at the operations that want them."""
    before, after = _declared(base), _declared(new)
    for name in before.keys() & after.keys():
        if _decisive(before[name]) != _decisive(after[name]):
            changes.add("scheme-changed", f"security scheme {name}", "see both documents")
        elif before[name] != after[name]:
            changes.add("words-changed", f"security scheme {name}", "description or scopes")


def _declared(api: Api) -> Mapping[str, Any]:
    schemes = api.document.get("components", {}).get("securitySchemes", {})
    return {name: follow(api.schemas, "", scheme)[1] for name, scheme in schemes.items()}


def _decisive(scheme: Any) -> Any:
    """Return a scheme without what people read; which scopes there are is told at operations."""
    if not isinstance(scheme, Mapping):
        return scheme
    kept = {name: value for name, value in scheme.items() if name not in _FOR_PEOPLE}
    flows = kept.get("flows")
    if isinstance(flows, Mapping):
        kept["flows"] = {
            name: {key: value for key, value in flow.items() if key != "scopes"}
            for name, flow in flows.items()
            if isinstance(flow, Mapping)
        }
    return kept
