"""WebSockets in clients: their methods make plain requests, so these operations are left out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from exactapi.generate.ir import DeclaredOperation
from exactapi.generate.load import Loaded
from exactapi.schemas.operations import METHODS
from exactapi.schemas.pointers import tokens


def without_sockets(loaded: Loaded) -> Loaded:
    """Return the document with plain requests alone."""
    api = loaded.api
    sockets = [each for each in api.operations if each.socket is not None]
    if not sockets:
        return loaded
    kept = tuple(each for each in api.operations if each.socket is None)
    document = {**api.document, "paths": _paths(api.document["paths"], sockets)}
    return replace(loaded, api=replace(api, operations=kept, document=document))


def _paths(paths: Mapping[str, Any], sockets: list[DeclaredOperation]) -> dict[str, Any]:
    gone = {tuple(tokens(each.pointer)[1:]) for each in sockets}
    left = {
        path: {key: each for key, each in item.items() if (path, key) not in gone}
        for path, item in paths.items()
    }
    touched = {path for path, _ in gone}
    return {
        path: item
        for path, item in left.items()
        if path not in touched or not item.keys().isdisjoint(METHODS)
    }
